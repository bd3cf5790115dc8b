using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>How one provider's events become rows. Pure: no clock, no storage. Never throws, whatever the event holds.</summary>
internal interface IProjection
{
    /// <summary>Reads the copy of an object that came with an event.</summary>
    /// <returns><see langword="null"/> if the event is about nothing that is projected.</returns>
    ObjectCopy? Read(JournalEntry entry);

    /// <summary>Reads what an event says of rows that are merged; none for most providers' events, without an allocation.</summary>
    IReadOnlyList<Fact> Facts(JournalEntry entry) => [];

    /// <summary>The row that shows this copy.</summary>
    ProjectionRow ToRow(ObjectCopy copy, StreamKey stream);

    /// <summary>Reads an object as the provider's API answers it, on its own or in a list; also one of which it says only that it is deleted.</summary>
    /// <param name="account">The account.</param>
    /// <param name="json">The object.</param>
    /// <param name="asOf">The time of the answer by the provider's clock (unix seconds).</param>
    /// <returns><see langword="null"/> if it is nothing that is projected.</returns>
    ObservedObject? Observe(string account, ReadOnlyMemory<byte> json, long asOf);

    /// <summary>An object that is known to be deleted and that the provider's API does not find any more: it confirms the tombstone.</summary>
    /// <param name="account">The account.</param>
    /// <param name="key">The object.</param>
    /// <param name="asOf">The time of the answer by the provider's clock (unix seconds).</param>
    ObservedObject Gone(string account, ObjectKey key, long asOf);
}
