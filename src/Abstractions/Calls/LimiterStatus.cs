namespace Signalbox.Calls;

/// <summary>Where a rate limit stands.</summary>
/// <param name="Limit">The most requests in a window, eased back after a pause.</param>
/// <param name="Window">The provider's window.</param>
/// <param name="InWindow">How many permits were given out in the last window, and the little longer that a permit may take to be used and counted.</param>
/// <param name="Level">How many permits could be given out at once now.</param>
/// <param name="PausedFor">How long nothing is given out, because the provider said so; zero if it is not paused.</param>
/// <param name="WaitingInteractive">How many interactive calls wait at this activation.</param>
/// <param name="WaitingRefresh">How many refreshing reads wait at this activation.</param>
/// <param name="WaitingBulk">How many bulk calls wait at this activation.</param>
/// <param name="Share">Which part of the provider's limit may be used now, from 0 to 1; below 1 after a pause.</param>
/// <param name="NearlyUsedUpSince">Since when nearly all of it has been used; <see langword="null"/> if it is not.</param>
[GenerateSerializer, Immutable, Alias("signalbox.limiter-status.v1")]
public sealed record LimiterStatus(
    [property: Id(0)] int Limit,
    [property: Id(1)] TimeSpan Window,
    [property: Id(2)] int InWindow,
    [property: Id(3)] double Level,
    [property: Id(4)] TimeSpan PausedFor,
    [property: Id(5)] int WaitingInteractive,
    [property: Id(6)] int WaitingRefresh,
    [property: Id(7)] int WaitingBulk,
    [property: Id(8)] double Share = 1,
    [property: Id(9)] DateTimeOffset? NearlyUsedUpSince = null);
