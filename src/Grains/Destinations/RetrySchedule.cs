namespace Signalbox.Destinations;

/// <summary>When a delivery that failed is tried again.</summary>
/// <param name="Waits">The wait before the second attempt, before the third, and so on. After the last attempt the delivery is given up on.</param>
internal sealed record RetrySchedule(IReadOnlyList<TimeSpan> Waits)
{
    /// <summary>A <c>Retry-After</c> is obeyed up to this.</summary>
    internal static readonly TimeSpan MostRetryAfter = TimeSpan.FromHours(24);

    /// <summary>At once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h, as Svix does (https://docs.svix.com/retries).</summary>
    internal static readonly RetrySchedule Default = new(
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2),
        TimeSpan.FromHours(5), TimeSpan.FromHours(10), TimeSpan.FromHours(10),
    ]);

    /// <summary>How many attempts there are in all.</summary>
    internal int Attempts => Waits.Count + 1;

    /// <summary>The wait behind a failed attempt, a fifth longer or shorter by chance.</summary>
    /// <param name="attempt">Which attempt failed: 1 for the first.</param>
    /// <param name="leastRest">The wait is at least this, since the receiver asked for rest or did not answer in time; zero if neither is so.</param>
    /// <param name="retryAfter">What it asked for, if it did.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <returns><see langword="null"/> if it was the last attempt.</returns>
    internal TimeSpan? After(int attempt, TimeSpan leastRest, TimeSpan? retryAfter, double chance)
    {
        if (attempt > Waits.Count)
        {
            return null;
        }

        var wait = Waits[attempt - 1] * (0.8 + (0.4 * chance));
        wait = wait < leastRest ? leastRest : wait;
        var asked = retryAfter is { } time && time < MostRetryAfter ? time : retryAfter is null ? TimeSpan.Zero : MostRetryAfter;
        return asked > wait ? asked : wait;
    }
}
