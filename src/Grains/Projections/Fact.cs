namespace Signalbox.Projections;

/// <summary>
/// What one event says of one row, for rows that are merged in the database: of all facts about a row, in whatever order and however often
/// they are written, the same row comes out. Nothing need be known of the row before.
/// </summary>
internal abstract record Fact(FactHead Head);

/// <summary>What every fact has: whose it is, what wrote it, and its place among the facts of the same row.</summary>
/// <param name="Account">The account.</param>
/// <param name="Id">The row's id, of at most <see cref="Streams.JsonFields.LongestId"/> characters.</param>
/// <param name="Order">Which fact of the row is the latest.</param>
/// <param name="AsOf">The provider's time of it (unix milliseconds); the time of arrival if the provider does not say.</param>
/// <param name="DeletedAt">When the provider deleted the object, by this event (unix milliseconds).</param>
/// <param name="Stream">The stream.</param>
/// <param name="Version">The version of the event in its stream.</param>
/// <param name="Raw">The event's object as JSON.</param>
internal sealed record FactHead(
    string Account, string Id, FactOrder Order, long AsOf, long? DeletedAt, string Stream, long Version, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Whether it is of the provider's live mode; of those that have only one, it is.</summary>
    internal bool Livemode { get; init; } = true;
}

/// <summary>
/// A total order of facts: the greater is the later, and no two events are equal, since the event's id decides at last. It depends on
/// nothing but the events.
/// </summary>
/// <param name="Phase">Of the object's life: a later phase is never left again.</param>
/// <param name="Sequence">The provider's time in milliseconds, or the version where it gives none.</param>
/// <param name="Rank">Orders facts of one moment.</param>
/// <param name="EventId">The provider's id of the event.</param>
internal readonly record struct FactOrder(int Phase, long Sequence, int Rank, string EventId);
