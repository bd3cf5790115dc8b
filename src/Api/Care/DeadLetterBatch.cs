namespace Signalbox.Care;

/// <summary>What became of several dead letters.</summary>
/// <param name="Resolved">How many were replayed or discarded.</param>
/// <param name="Failed">How many were not.</param>
/// <param name="More">Whether the filter has more of them that are open, behind <paramref name="Last"/>.</param>
/// <param name="Last">The greatest number that this call came to, for <c>after</c> of the next; null if it found none.</param>
/// <param name="Items">Each of them.</param>
internal sealed record DeadLetterBatch(int Resolved, int Failed, bool More, long? Last, IReadOnlyList<DeadLetterResult> Items);

/// <summary>What became of a dead letter.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Outcome"><c>replayed</c>, <c>discarded</c>, <c>failed</c> (it stays open), <c>event_gone</c> (the journal does not hold it any more, or the stream has not come to it), <c>unknown</c> (look at it again), <c>not_open</c> (there is none that is open of this number).</param>
/// <param name="Error">What applying it failed with; null otherwise.</param>
internal sealed record DeadLetterResult(long Id, string Outcome, string? Error);
