namespace Signalbox.Providers.Diagnosis;

/// <summary>The path that a provider was told to call, with the query that it did call.</summary>
public static class PublicTarget
{
    /// <summary>Puts the query of a request behind another path.</summary>
    /// <param name="path">The path of the URL that the provider was told. A query of its own is part of what the provider calls, and not repeated.</param>
    /// <param name="target">Path and query as they came.</param>
    public static string Of(string path, string target)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(target);
        var own = path.IndexOf('?', StringComparison.Ordinal);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return (own < 0 ? path : path[..own]) + (query < 0 ? string.Empty : target[query..]);
    }
}
