using System.Collections.Concurrent;

namespace Signalbox.Ingress;

/// <summary>
/// How many requests each secret has verified in this process since somebody last took the counts: so that one sees when a replaced secret is
/// unused. Safe for concurrent use.
/// </summary>
internal sealed class SecretUses
{
    private readonly ConcurrentDictionary<(string Source, string Fingerprint), SecretUse> _uses = new();

    /// <summary>The count of one secret; the same object as long as the process runs.</summary>
    internal SecretUse Of(string source, string fingerprint) => _uses.GetOrAdd((source, fingerprint), static _ => new SecretUse());

    /// <summary>Takes what was counted: it is the caller's to keep, or to give back.</summary>
    internal IReadOnlyList<CountedUse> Take() =>
    [
        .. _uses.Select(static pair => new CountedUse(pair.Key.Source, pair.Key.Fingerprint, pair.Value.Take(), pair.Value.LastAt)).Where(static use => use.Verified > 0),
    ];

    /// <summary>Gives back what could not be kept.</summary>
    internal void GiveBack(IReadOnlyList<CountedUse> uses)
    {
        foreach (var use in uses)
        {
            Of(use.Source, use.Fingerprint).GiveBack(use.Verified);
        }
    }
}

/// <summary>What was counted of a secret.</summary>
/// <param name="Source">Whose secret.</param>
/// <param name="Fingerprint">Which.</param>
/// <param name="Verified">How many requests.</param>
/// <param name="LastAt">When the last of them came.</param>
internal sealed record CountedUse(string Source, string Fingerprint, long Verified, DateTimeOffset LastAt);

/// <summary>The count of one secret. Safe for concurrent use.</summary>
internal sealed class SecretUse
{
    private long _verified;
    private long _lastTicks;

    /// <summary>When a request came that it verified.</summary>
    internal DateTimeOffset LastAt => new(Volatile.Read(ref _lastTicks), TimeSpan.Zero);

    /// <summary>Counts a request. The later of two that come at once may lose its time: the difference is microseconds.</summary>
    internal void Count(DateTimeOffset at)
    {
        Volatile.Write(ref _lastTicks, at.UtcTicks);
        Interlocked.Increment(ref _verified);
    }

    internal long Take() => Interlocked.Exchange(ref _verified, 0);

    internal void GiveBack(long verified) => Interlocked.Add(ref _verified, verified);
}
