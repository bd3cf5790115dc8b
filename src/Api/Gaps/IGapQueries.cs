namespace Signalbox.Gaps;

/// <summary>Reads how far the search for missed events is. Safe for any number of callers at once.</summary>
internal interface IGapQueries
{
    /// <summary>The accounts that were ever searched, by name.</summary>
    Task<IReadOnlyList<GapSearchState>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>How far an account's events, as its provider lists them, are compared with the journal.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="SearchedTo">Every event up to this time, by the provider's clock, was compared and is in the journal.</param>
/// <param name="SearchedAt">When a search last came to its end; null if none has.</param>
/// <param name="Found">How many events were found that no webhook had brought.</param>
/// <param name="LastFoundAt">When the last of them was found.</param>
/// <param name="Fault">Why searches fail at the moment; null if they do not.</param>
/// <param name="FaultySince">Since when they fail.</param>
internal sealed record GapSearchState(
    string Account, DateTime SearchedTo, DateTime? SearchedAt, long Found, DateTime? LastFoundAt, string? Fault, DateTime? FaultySince);
