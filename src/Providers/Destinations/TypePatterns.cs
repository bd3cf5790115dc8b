using System.Collections.Frozen;

namespace Signalbox.Destinations;

/// <summary>Patterns of event types, such as <c>invoice.*</c>: a <c>*</c> stands for any characters, dots too, or none. Safe for any number of callers at once.</summary>
public sealed class TypePatterns
{
    /// <summary>The most patterns.</summary>
    public const int MostPatterns = 100;

    /// <summary>The longest pattern, in characters.</summary>
    public const int MaxLength = 255;

    private readonly FrozenSet<string> _exact;
    private readonly string[] _wild;

    /// <param name="patterns">Valid ones; none: every type matches.</param>
    public TypePatterns(IReadOnlyCollection<string> patterns)
    {
        _exact = patterns.Where(static p => !p.Contains('*', StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        _wild = patterns.Count == 0 ? ["*"] : [.. patterns.Where(static p => p.Contains('*', StringComparison.Ordinal))];
    }

    /// <summary>Whether a text can be a pattern.</summary>
    public static bool IsValid(string? pattern) => pattern is { Length: > 0 and <= MaxLength } && !pattern.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c));

    /// <summary>Whether one of the patterns is of this type.</summary>
    public bool Matches(string type)
    {
        if (_exact.Contains(type))
        {
            return true;
        }

        foreach (var pattern in _wild)
        {
            if (pattern.Length == 1 || IsLike(type, pattern))
            {
                return true;
            }
        }

        return false;
    }

    // Goes back to the last star only: a later star can make good whatever an earlier one could.
    private static bool IsLike(ReadOnlySpan<char> type, ReadOnlySpan<char> pattern)
    {
        var (t, p, star, from) = (0, 0, -1, 0);
        while (t < type.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, from) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p] == type[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++from;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].IndexOfAnyExcept('*') < 0;
    }
}
