namespace Signalbox.Gaps;

/// <summary>Some types of events. Immutable, pure.</summary>
/// <param name="list">With commas between them; with a <c>*</c> at its end all that begin so. Empty: every type.</param>
internal sealed class EventTypes(string? list)
{
    private readonly string[] _types = (list ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a type is one of them.</summary>
    internal bool Admits(string type) => _types.Length == 0
        || Array.Exists(_types, one => one[^1] == '*' ? type.AsSpan().StartsWith(one.AsSpan(0, one.Length - 1), StringComparison.Ordinal) : type == one);
}
