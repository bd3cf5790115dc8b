using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>Hands journal entries to the grains of their streams. Any number of callers at once; never waits, never throws.</summary>
public interface IStreamDispatcher
{
    /// <summary>Offers freshly appended entries of one stream, in version order. A lost offer is found by the recovery scan.</summary>
    void Offer(string stream, IReadOnlyList<JournalEntry> entries);

    /// <summary>Makes the stream's grain look for entries that it has not been handed.</summary>
    void Wake(string stream);
}
