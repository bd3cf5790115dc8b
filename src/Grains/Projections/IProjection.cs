using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>How one provider's events become rows. Pure: no clock, no storage. Never throws, whatever the event holds.</summary>
internal interface IProjection
{
    /// <summary>Reads the copy of an object that came with an event.</summary>
    /// <returns><see langword="null"/> if the event is about nothing that is projected.</returns>
    ObjectCopy? Read(JournalEntry entry);

    /// <summary>The row that shows this copy.</summary>
    ProjectionRow ToRow(ObjectCopy copy, StreamKey stream);
}
