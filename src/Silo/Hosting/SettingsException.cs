namespace Signalbox.Hosting;

/// <summary>Some settings are wrong. The message has a line for each of them.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults) : StartupException(ExitCode.Settings, Describe(faults))
{
    private static string Describe(IReadOnlyList<string> faults) =>
        $"{(faults.Count == 1 ? "One setting is" : $"{faults.Count} settings are")} wrong:{string.Concat(faults.Select(static f => $"\n  - {f}"))}\n"
        + "Every setting is described in .env.example.";
}
