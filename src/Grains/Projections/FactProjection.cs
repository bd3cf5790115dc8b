using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>A provider whose events become facts only: its objects are not read at the provider.</summary>
internal abstract class FactProjection : IProjection
{
    /// <inheritdoc/>
    public ObjectCopy? Read(JournalEntry entry) => null;

    /// <inheritdoc/>
    public abstract IReadOnlyList<Fact> Facts(JournalEntry entry);

    /// <inheritdoc/>
    public ProjectionRow ToRow(ObjectCopy copy, StreamKey stream) => throw new InvalidOperationException("There are no copies of objects here.");

    /// <inheritdoc/>
    public ObservedObject? Observe(string account, ReadOnlyMemory<byte> json, long asOf) => null;

    /// <inheritdoc/>
    public ObservedObject Gone(string account, ObjectKey key, long asOf) => throw new InvalidOperationException("Nothing is read at the provider here.");
}
