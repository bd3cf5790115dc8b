namespace Signalbox.Hosting;

/// <summary>Collects what is wrong with the settings, so that all of it is told at once.</summary>
internal sealed class SettingsFaults
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    /// <summary>Names a setting and the value that was found.</summary>
    /// <param name="key">The key as a configuration key or an environment variable.</param>
    /// <param name="found">The value. Never a secret: use <see cref="AddSecret"/>.</param>
    /// <param name="expected">What should be there, beginning with "must" or "is".</param>
    internal void Add(string key, string? found, string expected) => _lines.Add($"{SettingKeys.Display(key)} {expected} (found '{found}')");

    /// <summary>Names a setting and says of its value only how long it is.</summary>
    internal void AddSecret(string key, string found, string expected) =>
        _lines.Add($"{SettingKeys.Display(key)} {expected} (found {found.Length} characters, not shown)");

    /// <summary>Names a setting that is missing, or that does not go with another one.</summary>
    internal void Add(string key, string problem) => _lines.Add($"{SettingKeys.Display(key)} {problem}");
}
