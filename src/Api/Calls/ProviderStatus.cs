namespace Signalbox.Calls;

/// <summary>A configured account.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="CanCall">Whether it has an API key, without which its provider is not called.</param>
internal sealed record ProviderAccount(string Account, string Provider, bool CanCall);

/// <summary>How calls to an account's provider stand, in the whole cluster.</summary>
/// <param name="Account">Its name.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="CanCall">Whether it has an API key, without which its provider is not called.</param>
/// <param name="Limits">Its limits, its own (<c>api</c>) first.</param>
/// <param name="Circuits">Its circuits that have been used.</param>
internal sealed record ProviderStatus(
    string Account, string Provider, bool CanCall, IReadOnlyList<ProviderLimit> Limits, IReadOnlyList<ProviderCircuit> Circuits);

/// <summary>Where a limit stands.</summary>
/// <param name="Class">Which requests it counts: <c>api</c> all of the account, any other those of one endpoint.</param>
/// <param name="Limit">The most requests in a window.</param>
/// <param name="WindowMs">The window, in milliseconds.</param>
/// <param name="Used">How many permits were given out in the last window and the little longer that a permit may take to be counted.</param>
/// <param name="Level">How many permits could be given out at once now.</param>
/// <param name="Share">Which part of the limit may be used now, from 0 to 1; below 1 after the provider refused a request for its rate.</param>
/// <param name="PausedUntil">Nothing is given out before, because the provider said so; null if it is not paused.</param>
/// <param name="NearlyUsedUpSince">Since when more than 80 % has been used; null if it is not.</param>
/// <param name="Waiting">Who waits in the process that answers; null if it hosts no grains.</param>
/// <param name="Concurrency">Requests in flight; null if any number may be.</param>
internal sealed record ProviderLimit(
    string Class, int Limit, int WindowMs, int Used, double Level, double Share, DateTime? PausedUntil, DateTime? NearlyUsedUpSince,
    WaitingCalls? Waiting, CallConcurrency? Concurrency);

/// <summary>How many calls wait for a permit, by priority.</summary>
internal sealed record WaitingCalls(int Interactive, int Refresh, int Bulk);

/// <summary>Requests in flight.</summary>
/// <param name="Limit">The most that may be.</param>
/// <param name="InUse">How many processes hold slots for: what is in flight, and what has just ended.</param>
/// <param name="Wanted">How many they could use, when last they wrote it.</param>
internal sealed record CallConcurrency(int Limit, int InUse, int Wanted);

/// <summary>Where a circuit stands.</summary>
/// <param name="Class">Which endpoints it guards.</param>
/// <param name="State">closed, open, half_open or isolated.</param>
/// <param name="Succeeded">Requests in the sampling window that the provider answered.</param>
/// <param name="Failed">Requests in the sampling window that failed by its fault.</param>
/// <param name="FailureRatio">The part that failed; null if there were none.</param>
/// <param name="Breaks">How many breaks there have been in a row.</param>
/// <param name="Until">When the break ends; null unless it is open.</param>
internal sealed record ProviderCircuit(string Class, string State, int Succeeded, int Failed, double? FailureRatio, int Breaks, DateTime? Until);
