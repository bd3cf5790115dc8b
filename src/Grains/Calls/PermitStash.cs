using Signalbox.Providers.Calls;

namespace Signalbox.Calls;

/// <summary>
/// Permits of one limit that this process has reserved and not used yet, and how many it is likely to use in the life of one. One caller at a
/// time.
/// </summary>
internal sealed class PermitStash
{
    private const int MostSpare = 4_096;

    private readonly (int Count, long ExpiresAt)[] _byPriority = new (int, long)[PermitCounts.Priorities.Length];
    private long _spanEnds;
    private int _inThisSpan;
    private int _inLastSpan;

    /// <summary>Takes a permit that was reserved for this priority or a lower one.</summary>
    /// <returns>When it expires; <see langword="null"/> if there is none.</returns>
    internal long? TryTake(CallPriority priority, long now)
    {
        _inThisSpan++;
        for (var i = (int)priority - 1; i < _byPriority.Length; i++)
        {
            var (count, expiresAt) = _byPriority[i];
            if (count > 0 && now < expiresAt)
            {
                _byPriority[i] = (count - 1, expiresAt);
                return expiresAt;
            }
        }

        return null;
    }

    /// <summary>How many permits more than one to ask for: as many as were used in the last span of a permit's life, or this one if that is more.</summary>
    internal int Spare => Math.Min(MostSpare, Math.Max(_inThisSpan, _inLastSpan) - 1);

    /// <summary>Keeps permits.</summary>
    /// <param name="priority">What they were reserved for.</param>
    /// <param name="count">How many.</param>
    /// <param name="expiresAt">When they expire.</param>
    /// <param name="now">A timestamp.</param>
    /// <param name="span">A permit's life, in timestamp ticks.</param>
    internal void Put(CallPriority priority, int count, long expiresAt, long now, long span)
    {
        ref var kept = ref _byPriority[(int)priority - 1];
        kept = kept.Count > 0 && now < kept.ExpiresAt ? (kept.Count + count, Math.Min(kept.ExpiresAt, expiresAt)) : (count, expiresAt);
        if (now >= _spanEnds)
        {
            // After a silence nothing is known of the demand.
            _inLastSpan = now - _spanEnds < span ? _inThisSpan : 0;
            _inThisSpan = 0;
            _spanEnds = now + span;
        }
    }

    /// <summary>Drops all permits.</summary>
    internal void Clear() => Array.Clear(_byPriority);
}
