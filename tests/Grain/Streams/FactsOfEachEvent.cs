using Signalbox.Journal;
using Signalbox.Messages;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>A projection without copies: each event says one thing of a row of its own.</summary>
internal sealed class FactsOfEachEvent : IProjection
{
    public ObjectCopy? Read(JournalEntry entry) => null;

    public IReadOnlyList<Fact> Facts(JournalEntry entry) =>
    [
        new SuppressionFact(
            new FactHead("stripe", entry.EventId, new FactOrder(0, entry.OccurredAt, 0, entry.EventId), entry.OccurredAt, DeletedAt: null, entry.Stream, entry.Version, entry.Payload),
            "email", "ada@example.com", "bounced", Scope: null),
    ];

    public ProjectionRow ToRow(ObjectCopy copy, StreamKey stream) => throw new NotSupportedException("There are no copies.");

    public ObservedObject? Observe(string account, ReadOnlyMemory<byte> json, long asOf) => null;

    public ObservedObject Gone(string account, ObjectKey key, long asOf) => throw new NotSupportedException("Nothing is read.");
}
