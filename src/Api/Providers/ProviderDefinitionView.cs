using Signalbox.Http;

namespace Signalbox.Providers;

/// <summary>A known provider.</summary>
/// <param name="Name">The name that an account gives as its provider.</param>
/// <param name="Origin">Where it comes from: <c>built_in</c>, <c>configured</c> by a file, or <c>stored</c> by the API.</param>
/// <param name="Definition">Its definition, as it was written.</param>
internal sealed record ProviderDefinitionView(string Name, string Origin, JsonRawValue Definition);

/// <summary>What checking a definition came to.</summary>
/// <param name="Valid">Whether it can be used.</param>
/// <param name="Name">The provider's name; null if it is not valid.</param>
/// <param name="Faults">Everything that is wrong; empty if it is valid.</param>
internal sealed record DefinitionCheck(bool Valid, string? Name, IReadOnlyList<DefinitionCheckFault> Faults);

/// <summary>Something wrong in a definition.</summary>
/// <param name="Key">Where: a JSON pointer, empty for the whole.</param>
/// <param name="Detail">What would be right.</param>
internal sealed record DefinitionCheckFault(string Key, string Detail);
