namespace Signalbox.Calls;

/// <summary>
/// How a limit is kept: never more than <see cref="Limit"/> permits within <see cref="Horizon"/> (<see cref="GrantWindow"/>), handed out
/// evenly (<see cref="TokenBucket"/>). The horizon is longer than the provider's window, since a permit may be used up to its lifetime after
/// its reservation, and counted by the provider a little later still: two requests within one window can stem from reservations that far apart.
/// </summary>
/// <param name="Limit">The most permits within the horizon.</param>
/// <param name="Horizon">Window, permit lifetime and transit together.</param>
/// <param name="Slot">How exactly the time of a grant is remembered; the horizon is longer by up to this much in effect.</param>
internal sealed record RateShape(int Limit, TimeSpan Horizon, TimeSpan Slot)
{
    // A hundredth of the window: remembered in at most some hundred numbers, and it costs a hundredth of the limit.
    private const int SlotsInWindow = 100;

    // The bucket holds a tenth of the limit: what comes in one burst after a silence.
    private const double BurstShare = 0.1;

    // A twenty-fifth of the limit is not for bulk, so that a few interactive calls at once need not wait for the next permits.
    private const int WindowReserveShare = 25;
    private const int SmallestWithReserve = 20;

    /// <summary>How many permits flow into the bucket in a second: as many as leave the horizon when it is full.</summary>
    internal double PerSecond => Limit / (Horizon + Slot).TotalSeconds;

    /// <summary>How many permits the bucket holds.</summary>
    internal double Burst => Math.Max(1, Limit * BurstShare);

    /// <param name="limit">The provider's limit.</param>
    /// <param name="share">How much of it may be used now, from 0 to 1; see <see cref="Throttle"/>.</param>
    internal static RateShape Of(CallLimit limit, double share = 1) => new(
        Math.Max(1, (int)(limit.Requests * share)), limit.Window + limit.PermitLifetime + limit.Transit, limit.Window / SlotsInWindow);

    /// <summary>The level below which the bucket is not for this priority.</summary>
    internal double KeepInBucket(PermitPriority priority) => priority switch
    {
        PermitPriority.Interactive => 0,
        PermitPriority.Refresh => Math.Floor(Burst / 4),
        _ => Math.Floor(Burst / 2),
    };

    /// <summary>How many permits of the horizon are not for this priority.</summary>
    internal int KeepInWindow(PermitPriority priority) =>
        priority is PermitPriority.Bulk && Limit >= SmallestWithReserve ? Math.Max(1, Limit / WindowReserveShare) : 0;
}
