namespace Signalbox.Calls;

/// <summary>How a provider's refusals hold the whole cluster back: a pause, then a smaller share of the limit that grows back.</summary>
/// <param name="PausedUntil">Until when nothing is given out, by the database's clock.</param>
/// <param name="Share">Which share of the limit may be used right after the pause, from <see cref="LeastShare"/> to 1.</param>
internal readonly record struct Throttle(DateTimeOffset PausedUntil, double Share)
{
    /// <summary>However often the provider refuses, this share of the limit is left.</summary>
    internal const double LeastShare = 0.1;

    internal static readonly Throttle None = new(DateTimeOffset.UnixEpoch, 1);

    /// <summary>How long a share of nothing would take to grow back to the whole.</summary>
    internal static readonly TimeSpan EaseTime = TimeSpan.FromSeconds(20);

    /// <summary>The longest pause; a provider that asks for more is asked again after this.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The pause for a refusal that names none.</summary>
    internal static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);

    /// <summary>How much of the pause is left.</summary>
    internal TimeSpan PauseLeft(DateTimeOffset now)
    {
        // Longer than the longest only if the clock was set back.
        var left = PausedUntil - now;
        return left <= TimeSpan.Zero || left > LongestPause ? TimeSpan.Zero : left;
    }

    /// <summary>Which share of the limit may be used.</summary>
    internal double ShareAt(DateTimeOffset now) => Math.Min(1, Share + Math.Max(0, (now - PausedUntil) / EaseTime));

    /// <summary>
    /// After a refusal. The share halves once a pause: the refusals of one burst come together, and the later ones only lengthen the pause.
    /// </summary>
    /// <param name="retryAfter">What the provider asked for.</param>
    /// <param name="now">The database's clock.</param>
    internal Throttle Refused(TimeSpan? retryAfter, DateTimeOffset now)
    {
        var wait = retryAfter is { } asked && asked > TimeSpan.Zero ? asked : DefaultPause;
        var until = now + (wait < LongestPause ? wait : LongestPause);
        return PauseLeft(now) > TimeSpan.Zero
            ? this with { PausedUntil = until > PausedUntil ? until : PausedUntil }
            : new Throttle(until, Math.Max(LeastShare, ShareAt(now) / 2));
    }
}
