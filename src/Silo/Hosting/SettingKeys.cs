using Signalbox.Providers;

namespace Signalbox.Hosting;

/// <summary>The keys that exist under <c>Signalbox:</c>, to catch those that do not: a mistyped setting must not be ignored in silence.</summary>
internal sealed class SettingKeys
{
    /// <summary>The root of every setting that has no short name.</summary>
    internal const string Root = "Signalbox";

    private const string AnySegment = "*";
    private readonly List<string[]> _known = [];

    /// <summary>Adds a key below <see cref="Root"/>, for example <c>Accounts:*:Provider</c>; <c>*</c> stands for any one segment.</summary>
    internal void Add(string path) => _known.Add(path.Split(':'));

    /// <summary>The key as an environment variable, the form in which <c>.env.example</c> lists it.</summary>
    internal static string Display(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>Adds a fault for each key that is set but not known.</summary>
    internal void Check(IConfiguration configuration, SettingsFaults faults)
    {
        foreach (var (key, value) in configuration.GetSection(Root).AsEnumerable(makePathsRelative: true))
        {
            if (value is null || key.Length == 0)
            {
                continue;
            }

            var path = key.Split(':');
            if (!_known.Exists(known => known.Length == path.Length && MatchLength(known, path) == path.Length))
            {
                var nearest = Nearest(path);
                faults.Add($"{Root}:{key}", nearest is null ? "is not a setting" : $"is not a setting; did you mean {Display($"{Root}:{nearest}")}?");
            }
        }
    }

    /// <summary>The known key with the same beginning whose first differing segment is spelled most alike; null if none is alike.</summary>
    private string? Nearest(string[] path)
    {
        string[]? best = null;
        var bestCost = int.MaxValue;
        foreach (var known in _known)
        {
            var same = MatchLength(known, path);
            var cost = 0;
            for (var i = same; i < Math.Min(known.Length, path.Length); i++)
            {
                cost += known[i] == AnySegment ? 0 : EditDistance.Between(known[i], path[i]);
            }

            // A missing or surplus segment is a smaller slip than a misspelled one only if nothing else differs.
            cost += Math.Abs(known.Length - path.Length);
            if (cost < bestCost)
            {
                (best, bestCost) = (known, cost);
            }
        }

        return best is null || bestCost > Math.Max(2, path[^1].Length / 3) ? null : string.Join(':', best.Select((segment, i) =>
            segment != AnySegment ? segment : i < path.Length ? path[i] : "0"));
    }

    private static int MatchLength(string[] known, string[] path)
    {
        var i = 0;
        while (i < known.Length && i < path.Length && (known[i] == AnySegment || known[i].Equals(path[i], StringComparison.OrdinalIgnoreCase)))
        {
            i++;
        }

        return i;
    }
}
