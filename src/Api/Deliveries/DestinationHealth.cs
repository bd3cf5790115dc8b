namespace Signalbox.Deliveries;

/// <summary>How a destination is doing.</summary>
/// <param name="Destination">The destination's id.</param>
/// <param name="State">active or disabled.</param>
/// <param name="Requests">How many requests of the last hour were looked at: those of its newest deliveries, up to 10,000.</param>
/// <param name="SuccessRate">Which share of them was delivered, from 0 to 1; null if there was none.</param>
/// <param name="P50Ms">How long half of them took at most, in milliseconds; null if there was none.</param>
/// <param name="P95Ms">How long 95 % of them took at most; null if there was none.</param>
/// <param name="Results">How many came to what.</param>
/// <param name="Waiting">Deliveries that were never tried so far; each of these counts ends at 100,000.</param>
/// <param name="Retrying">Deliveries that are to be tried again.</param>
/// <param name="Parked">Deliveries behind one that has failed.</param>
/// <param name="Held">Deliveries that were given up on and hold what is behind them.</param>
/// <param name="Dead">Deliveries that were given up on.</param>
/// <param name="OldestWaitingAt">When the oldest was made of those that are not given up on; null if nothing waits.</param>
/// <param name="OldestWaitingSeconds">How long ago that was.</param>
/// <param name="FailingSince">The first failure since the last success; null if it is not failing.</param>
/// <param name="Failures">How many there were since then.</param>
/// <param name="SucceededAt">A recent success: while it does well this is noted at most every ten seconds.</param>
/// <param name="FailedAt">The last failure.</param>
/// <param name="Fault">The class of the last failure.</param>
/// <param name="HasOwner">Whether a process has the right to deliver to it now; none needs it while nothing waits.</param>
/// <param name="InFlight">Requests under way, if the process that was asked delivers to it; otherwise null.</param>
/// <param name="PausedSeconds">How long nothing is sent because its circuit is open or it asked for rest, if the process that was asked delivers to it; otherwise null.</param>
internal sealed record DestinationHealth(
    string Destination,
    string State,
    long Requests,
    double? SuccessRate,
    double? P50Ms,
    double? P95Ms,
    IReadOnlyDictionary<string, long> Results,
    long Waiting,
    long Retrying,
    long Parked,
    long Held,
    long Dead,
    DateTime? OldestWaitingAt,
    double? OldestWaitingSeconds,
    DateTime? FailingSince,
    long Failures,
    DateTime? SucceededAt,
    DateTime? FailedAt,
    string? Fault,
    bool HasOwner,
    int? InFlight,
    double? PausedSeconds);
