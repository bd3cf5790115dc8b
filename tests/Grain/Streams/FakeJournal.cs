using Signalbox.Journal;
using Signalbox.Streams;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>
/// Journal, cursors, stalls, dead letters and rows in memory, with the meaning of the SQL: dense versions, a compare-and-swap on the cursor,
/// rows guarded by freshness. Several hosts may share one. Safe for any number of callers at once.
/// </summary>
internal sealed partial class FakeJournal(TimeProvider time) : IStreamStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StreamState> _streams = [];
    private readonly Signals _signals = new();

    /// <summary>How often a stream's position was read.</summary>
    internal int Loads { get; private set; }

    /// <summary>Called at the start of each reading of a position, outside the lock.</summary>
    internal Func<string, Task> OnLoad { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called when a position has been read and is about to be given back.</summary>
    internal Func<StreamPosition, Task> OnLoaded { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Appends events; the entry has the stream's next version.</summary>
    internal JournalEntry Append(string stream, FakeEvent incoming)
    {
        lock (_gate)
        {
            var state = Of(stream);
            var entry = new JournalEntry(
                stream, ++state.Head, state.Head << 20, incoming.EventId ?? $"evt_{state.Head:D6}", incoming.Type, incoming.OccurredAt, time.GetUtcNow(), incoming.Payload());
            state.Entries.Add(entry.Version, entry);
            return entry;
        }
    }

    /// <summary>Takes an entry out, as no sound journal does.</summary>
    internal JournalEntry Tear(string stream, long version)
    {
        lock (_gate)
        {
            Of(stream).Entries.Remove(version, out var entry);
            return entry!;
        }
    }

    /// <summary>Puts it back.</summary>
    internal void Mend(JournalEntry entry)
    {
        lock (_gate)
        {
            Of(entry.Stream).Entries.Add(entry.Version, entry);
        }
    }

    /// <summary>As the recovery scan does when its mark passes entries of a stalled stream.</summary>
    internal void MarkBehind(string stream)
    {
        lock (_gate)
        {
            Of(stream).Stall!.Behind = true;
        }
    }

    /// <summary>Reads a stream's state; what is read must not be kept.</summary>
    internal T Look<T>(string stream, Func<StreamState, T> look)
    {
        lock (_gate)
        {
            return look(Of(stream));
        }
    }

    /// <summary>Waits until this is so of the stream.</summary>
    internal Task UntilAsync(string stream, Func<StreamState, bool> condition, string what) => _signals.UntilAsync(
        () => Look(stream, condition),
        () => $"{stream}: {what}. {Look(stream, static s => s.ToString())}");

    /// <inheritdoc/>
    public async Task<StreamPosition> LoadAsync(string stream, int entries, CancellationToken cancellationToken)
    {
        await OnLoad(stream);
        await Task.Yield();
        StreamPosition position;
        lock (_gate)
        {
            Loads++;
            var state = Of(stream);
            var read = new List<JournalEntry>();
            var bytes = 0L;
            foreach (var entry in state.Entries.Values.Where(e => e.Version > state.Applied).OrderBy(static e => e.Version).Take(entries))
            {
                if (bytes < EntryInbox.MostBytes)
                {
                    read.Add(entry);
                }

                bytes += entry.Payload.Length;
            }

            var stall = state.Stall is { } s ? new Stall(s.Failure, s.DueAt <= time.GetUtcNow(), s.DueAt is null) : null;
            position = new StreamPosition(state.Applied, stall, read);
        }

        _signals.Changed();
        await OnLoaded(position);
        return position;
    }

    /// <inheritdoc/>
    public Task<JournalEntry?> ReadEntryAsync(string stream, long version, CancellationToken cancellationToken) =>
        AnswerAsync(stream, state => state.Entries.GetValueOrDefault(version));

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> ReadAppliedOfSecondAsync(string stream, long occurredAt, long applied, int limit, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<JournalEntry>>(stream, state => state.Entries.Values
            .Where(e => e.OccurredAt == occurredAt && e.Version <= applied)
            .Where(e => !state.DeadLetters.TryGetValue(e.Version, out var letter) || letter.Status is DeadLetterStatus.Replayed)
            .OrderBy(static e => e.Version)
            .Take(limit)
            .ToList());

    /// <inheritdoc/>
    public Task<IReadOnlyList<JournalEntry>> ReadAppliedAsync(string stream, long after, long applied, int limit, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<JournalEntry>>(stream, state => state.Entries.Values
            .Where(e => e.Version > after && e.Version <= applied)
            .Where(e => !state.DeadLetters.TryGetValue(e.Version, out var letter) || letter.Status is DeadLetterStatus.Replayed)
            .OrderBy(static e => e.Version)
            .Take(limit)
            .ToList());

    /// <inheritdoc/>
    public Task<long> FirstVersionAsync(string stream, CancellationToken cancellationToken) =>
        AnswerAsync(stream, static state => state.Entries.Keys.Order().FirstOrDefault());

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<ObjectKey, ObjectVersion>> ReadVersionsAsync(string account, IReadOnlyList<ObjectKey> keys, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyDictionary<ObjectKey, ObjectVersion>>(string.Empty, _ => keys
            .Where(k => _rows.ContainsKey((account, k)))
            .ToDictionary(static k => k, k => VersionOf(_rows[(account, k)].Row)));

    /// <inheritdoc/>
    public Task StallAsync(string stream, ApplyFailure failure, TimeSpan wait, CancellationToken cancellationToken) => AnswerAsync(stream, state =>
    {
        state.Stall ??= new StallState();
        (state.Stall.Failure, state.Stall.DueAt, state.Stall.Wait) = (failure, time.GetUtcNow() + wait, wait);
        return true;
    });

    /// <inheritdoc/>
    public Task ClearStallAsync(string stream, CancellationToken cancellationToken) => AnswerAsync(stream, state =>
    {
        if (state.Stall is { } stall && stall.Failure.Version <= state.Applied)
        {
            (state.Stall, stall.Behind, stall.DueAt) = (stall.Behind ? stall : null, false, time.GetUtcNow());
        }

        return true;
    });

    /// <inheritdoc/>
    public Task<bool> GiveUpAsync(JournalEntry entry, ApplyFailure failure, bool hold, CancellationToken cancellationToken) => AnswerAsync(entry.Stream, state =>
    {
        if (state.Applied != entry.Version - 1)
        {
            return false;
        }

        state.DeadLetters[entry.Version] = new DeadLetter(DeadLetterStatus.Open, failure.Attempts, failure.Error);
        if (hold)
        {
            state.Stall ??= new StallState();
            (state.Stall.Failure, state.Stall.DueAt) = (failure, null);
        }
        else
        {
            state.MoveTo(entry.Version);
        }

        return true;
    });

    /// <inheritdoc/>
    public Task<bool> IsResolvedAsync(string stream, long version, CancellationToken cancellationToken) =>
        AnswerAsync(stream, state => state.DeadLetters.GetValueOrDefault(version) is { Status: not DeadLetterStatus.Open });

    /// <inheritdoc/>
    public Task ResolveDeadLetterAsync(string stream, long version, DeadLetterStatus status, CancellationToken cancellationToken) =>
        ChangeOpenAsync(stream, version, letter => letter with { Status = status });

    /// <inheritdoc/>
    public Task NoteFaultAsync(string stream, ApplyFailure failure, CancellationToken cancellationToken) => AnswerAsync(stream, state =>
    {
        state.Faults.Add(failure);
        return true;
    });

    /// <inheritdoc/>
    public Task FailDeadLetterAsync(string stream, long version, string error, CancellationToken cancellationToken) =>
        ChangeOpenAsync(stream, version, letter => letter with { Attempts = letter.Attempts + 1, Error = error });

    private Task<bool> ChangeOpenAsync(string stream, long version, Func<DeadLetter, DeadLetter> change) => AnswerAsync(stream, state =>
    {
        if (state.DeadLetters.GetValueOrDefault(version) is { Status: DeadLetterStatus.Open } open)
        {
            state.DeadLetters[version] = change(open);
        }

        return true;
    });

    private async Task<T> AnswerAsync<T>(string stream, Func<StreamState, T> answer)
    {
        await Task.Yield();
        var answered = Look(stream, answer);
        _signals.Changed();
        return answered;
    }

    private StreamState Of(string stream)
    {
        if (!_streams.TryGetValue(stream, out var state))
        {
            _streams.Add(stream, state = new StreamState());
        }

        return state;
    }
}
