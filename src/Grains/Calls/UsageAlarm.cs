namespace Signalbox.Calls;

/// <summary>Tells once when nearly all of a limit has been used for a while. One caller at a time.</summary>
internal sealed class UsageAlarm
{
    /// <summary>The part of the limit that is too much.</summary>
    internal const double Threshold = 0.8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _since;
    private bool _isRaised;

    /// <summary>Takes note of the usage now.</summary>
    /// <param name="used">The part of the limit that is in use.</param>
    /// <param name="now">When that is.</param>
    /// <returns>Whether to warn: it has been too much for ten seconds, and nobody was warned since it last was not.</returns>
    internal bool Note(double used, DateTimeOffset now)
    {
        if (used < Threshold)
        {
            (_since, _isRaised) = (null, false);
            return false;
        }

        _since ??= now;
        if (_isRaised || now - _since < Patience)
        {
            return false;
        }

        return _isRaised = true;
    }
}
