using Signalbox.Providers.Definitions;

namespace Signalbox.Hosting;

/// <summary>The settings that decide how the process is put together. Read once, before anything is started; see <c>.env.example</c>.</summary>
/// <param name="DataFolder">Absolute path of the data folder.</param>
/// <param name="Database">Connection string of the user's own server; <see langword="null"/> for the embedded one. Holds a password.</param>
/// <param name="PostgresBin">Folder of the server binaries to use; <see langword="null"/> to look for them.</param>
/// <param name="ApiKey">The API key, a secret; <see langword="null"/> for the one generated into the data folder.</param>
/// <param name="Roles">What this process does.</param>
/// <param name="Accounts">The configured accounts; empty if there are none, which stands for the development account.</param>
/// <param name="MasterKey">Where the master keys are; <see langword="null"/> for one generated into the data folder.</param>
internal sealed record SignalboxSettings(
    string DataFolder, string? Database, string? PostgresBin, string? ApiKey, Roles Roles, IReadOnlyList<AccountSettings> Accounts,
    MasterKeySettings? MasterKey = null)
{
    /// <summary>Whether no account is configured, so that one for development stands in.</summary>
    internal bool IsDevelopmentAccount => Accounts.Count == 0;

    /// <summary>Absolute path of the folder with definitions of providers, which may not exist; <see langword="null"/> if there is none.</summary>
    internal string? ProviderFolder { get; init; }

    /// <summary>Every known provider.</summary>
    internal ProviderCatalog Providers { get; init; } = new();

    /// <summary>Leaves out everything that may be secret.</summary>
    public override string ToString() => $"SignalboxSettings({DataFolder}, {Roles})";
}
