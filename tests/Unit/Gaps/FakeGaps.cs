using Signalbox.Gaps;
using Signalbox.Journal;

namespace Signalbox.Tests.Unit.Gaps;

/// <summary>The journal and the mark of one account in memory.</summary>
internal sealed class FakeGaps(TimeProvider time) : IGapStore, IJournal
{
    private readonly Queue<AppendOutcome> _outcomes = [];
    private DateTimeOffset _dueAt;

    internal List<IncomingEvent> Appended { get; } = [];

    internal HashSet<string> Known { get; } = [];

    internal long? SearchedTo { get; set; }

    /// <summary>The mark at the moment of each append.</summary>
    internal List<long?> MarksAtAppend { get; } = [];

    internal long? Newest { get; set; }

    /// <summary>What the journal had received.</summary>
    internal List<(DateTimeOffset ReceivedAt, long OccurredAt)> Journal { get; } = [];

    internal long Found { get; private set; }

    internal string? Fault { get; private set; }

    internal TimeSpan LastWait { get; private set; }

    public bool IsFull => false;

    /// <summary>What the next appends come to, before all others are taken.</summary>
    internal void Answer(params AppendOutcome[] outcomes) => Array.ForEach(outcomes, _outcomes.Enqueue);

    public ValueTask<AppendOutcome> AppendAsync(IncomingEvent incoming, CancellationToken cancellationToken)
    {
        if (_outcomes.TryDequeue(out var outcome))
        {
            return ValueTask.FromResult(outcome);
        }

        MarksAtAppend.Add(SearchedTo);
        if (!Known.Add(incoming.EventId))
        {
            return ValueTask.FromResult(AppendOutcome.Duplicate);
        }

        Appended.Add(incoming);
        return ValueTask.FromResult(AppendOutcome.Appended);
    }

    public Task<GapMark?> ClaimAsync(string account, TimeSpan lease, CancellationToken cancellationToken)
    {
        var isDue = _dueAt <= time.GetUtcNow();
        _dueAt = isDue && SearchedTo is not null ? time.GetUtcNow() + lease : _dueAt;
        return Task.FromResult(SearchedTo is { } searchedTo ? new GapMark(searchedTo, isDue, Fault) : null);
    }

    public Task BeginAsync(string account, long searchedTo, CancellationToken cancellationToken)
    {
        SearchedTo ??= searchedTo;
        return Task.CompletedTask;
    }

    public Task<long?> NewestAsync(string account, DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult(Journal.Where(e => e.ReceivedAt < before).Select(static e => (long?)e.OccurredAt).Append(Newest).Max());

    public Task<IReadOnlySet<string>> MissingAsync(string account, IReadOnlyCollection<string> eventIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(eventIds.Where(id => !Known.Contains(id)).ToHashSet());

    public Task NoteAsync(string account, int found, TimeSpan lease, CancellationToken cancellationToken)
    {
        Found += found;
        return Task.CompletedTask;
    }

    public Task MoveAsync(string account, long searchedTo, CancellationToken cancellationToken)
    {
        SearchedTo = Math.Max(SearchedTo!.Value, searchedTo);
        return Task.CompletedTask;
    }

    public Task EndAsync(string account, string? fault, TimeSpan wait, CancellationToken cancellationToken)
    {
        (Fault, LastWait, _dueAt) = (fault, wait, time.GetUtcNow() + wait);
        return Task.CompletedTask;
    }
}
