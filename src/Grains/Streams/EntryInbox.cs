using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>The entries that a grain was handed and has not applied. Bounded: what does not fit is read from the journal. Not thread-safe.</summary>
/// <param name="budget">Counts what all inboxes of the process hold.</param>
internal sealed class EntryInbox(EntryBudget budget)
{
    /// <summary>The most entries kept.</summary>
    internal const int MostEntries = 1_024;

    /// <summary>The most bytes of payload kept.</summary>
    internal const int MostBytes = 8 << 20;

    private readonly SortedList<long, JournalEntry> _entries = [];
    private long _bytes;
    private bool _lookInJournal;

    /// <summary>Whether there is anything to apply or to look for.</summary>
    internal bool HasWork => _lookInJournal || _entries.Count > 0;

    /// <summary>Whether no entry is here.</summary>
    internal bool IsEmpty => _entries.Count == 0;

    /// <summary>Asks for a look into the journal once the entries here are used up.</summary>
    internal void LookInJournal() => _lookInJournal = true;

    /// <summary>Takes entries in; duplicates are ignored.</summary>
    internal void Add(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (_entries.Count >= MostEntries || (_entries.Count > 0 && _bytes + entry.Payload.Length > MostBytes))
            {
                _lookInJournal = true;
                return;
            }

            if (_entries.TryAdd(entry.Version, entry))
            {
                _bytes += entry.Payload.Length;
                budget.Add(entry.Payload.Length);
            }
        }
    }

    /// <summary>Whether the first entry here has this version.</summary>
    internal bool StartsAt(long version) => _entries.Count > 0 && _entries.Keys[0] == version;

    /// <summary>
    /// Takes out the entries that follow the cursor without a hole, and drops those that it has passed. None: there is a hole, or nothing.
    /// </summary>
    internal List<JournalEntry> TakeAfter(long applied, int most)
    {
        while (_entries.Count > 0 && _entries.Keys[0] <= applied)
        {
            RemoveFirst();
        }

        var taken = new List<JournalEntry>();
        while (_entries.Count > 0 && taken.Count < most && _entries.Keys[0] == applied + taken.Count + 1)
        {
            taken.Add(_entries.Values[0]);
            RemoveFirst();
        }

        return taken;
    }

    /// <summary>Empties the inbox.</summary>
    internal void Clear()
    {
        _entries.Clear();
        budget.Add(-_bytes);
        _bytes = 0;
        _lookInJournal = false;
    }

    private void RemoveFirst()
    {
        _bytes -= _entries.Values[0].Payload.Length;
        budget.Add(-_entries.Values[0].Payload.Length);
        _entries.RemoveAt(0);
    }
}
