using Signalbox.Journal;

namespace Signalbox.Destinations;

/// <summary>Which events a destination wants.</summary>
internal abstract class EventMatch
{
    /// <summary>Whether it wants this one.</summary>
    /// <param name="entry">The event, with the key of its stream and its body.</param>
    /// <param name="tenant">Whose event it is; <see langword="null"/>: no tenant's.</param>
    internal abstract bool Wants(JournalEntry entry, string? tenant);
}
