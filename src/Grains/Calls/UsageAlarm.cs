namespace Signalbox.Calls;

/// <summary>Tells once when nearly all of a limit has been used for a while, and once when no longer. One caller at a time.</summary>
internal sealed class UsageAlarm
{
    /// <summary>The part of the limit that is too much.</summary>
    internal const double Threshold = 0.8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _since;

    // Unknown at first: whoever raised it may have died since.
    private bool? _isRaised;

    /// <summary>Takes note of the usage now.</summary>
    /// <param name="used">The part of the limit that is in use.</param>
    /// <param name="now">When that is.</param>
    /// <returns>What is to be told.</returns>
    internal UsageNews Note(double used, DateTimeOffset now)
    {
        if (used < Threshold)
        {
            _since = null;
            if (_isRaised is false)
            {
                return UsageNews.None;
            }

            _isRaised = false;
            return UsageNews.Over;
        }

        _since ??= now;
        if (_isRaised is true || now - _since < Patience)
        {
            return UsageNews.None;
        }

        _isRaised = true;
        return UsageNews.NearlyUsedUp;
    }
}

/// <summary>What <see cref="UsageAlarm"/> has to tell.</summary>
internal enum UsageNews
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It has been too much for ten seconds, and nobody was told since it last was not.</summary>
    NearlyUsedUp,

    /// <summary>It is not too much, and that was not known.</summary>
    Over,
}
