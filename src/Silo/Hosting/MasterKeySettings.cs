using Signalbox.Secrets;

namespace Signalbox.Hosting;

/// <summary>Where the master keys are, as it was configured. Either <see cref="Key"/> or <see cref="File"/>.</summary>
/// <param name="Key">The key, from the environment.</param>
/// <param name="Previous">The key before, while secrets may be sealed under it.</param>
/// <param name="File">Absolute path of a file of keys.</param>
internal sealed record MasterKeySettings(MasterKey? Key, MasterKey? Previous, string? File);
