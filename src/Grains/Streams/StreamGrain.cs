using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Signalbox.Journal;

namespace Signalbox.Streams;

/// <summary>
/// Applies the events of one stream: takes what it is handed, reads what it missed, folds what waits, and commits rows and cursor together.
/// Everything it remembers can be read again; whenever a commit is not confirmed it forgets all of it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore is never asked for a wait handle, hence holds nothing to dispose.")]
internal abstract partial class StreamGrain(StreamServices services) : Grain, IStreamGrain
{
    // How often in a row the journal may lack the next version. Twice can be chance: cursor and entries are read one after the other, and
    // another activation may move the cursor in between.
    private const int MostHoles = 4;

    private readonly EntryInbox _inbox = new(services.Budget);

    // Taken by whoever reads and commits: the pump, or a replay. Offers and wakes only add to the inbox.
    private readonly SemaphoreSlim _turn = new(1, 1);

    private StreamKey _key;
    private string _stream = string.Empty;
    private StreamCursor? _cursor;
    private StreamObjects _objects = new();
    private bool _pumping;
    private bool _woken;
    private int _holes;

    private bool HasWork => _woken || (_inbox.HasWork && _cursor?.Stall is null);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stream = this.GetPrimaryKeyString();
        _key = StreamKey.Parse(_stream);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _inbox.Clear();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task OfferAsync(IReadOnlyList<JournalEntry> entries)
    {
        if (_cursor?.Stall is not null)
        {
            // Read from the journal once the stream moves again.
            return Task.CompletedTask;
        }

        _inbox.Add(entries);
        return PumpAsync();
    }

    /// <inheritdoc/>
    public Task WakeAsync()
    {
        // A flag, not an order to the inbox: a pump that is just reading a stall must not swallow it.
        _woken = true;
        return PumpAsync();
    }

    /// <inheritdoc/>
    public async Task<ReplayOutcome> ReplayAsync(long version, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // It was never applied, so nothing that it causes has left.
            return await ReplayAsync_NeedsTurn(version, effects: true, cancellationToken);
        }
        finally
        {
            _turn.Release();
            _ = WakeAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<ReplayOutcome> SkipAsync(long version, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (await services.Store.IsResolvedAsync(_stream, version, cancellationToken))
            {
                return ReplayOutcome.Resolved;
            }

            var cursor = await LoadAsync(cancellationToken);
            if (cursor.Stall is { IsHeld: true } && version == cursor.Applied + 1
                && await services.Committer.CommitAsync(new StreamCommit(_stream, cursor.Applied, version, [])) is not CommitOutcome.Committed)
            {
                return ReplayOutcome.Failed;
            }

            await services.Store.ResolveDeadLetterAsync(_stream, version, DeadLetterStatus.Discarded, cancellationToken);
            return ReplayOutcome.Done;
        }
        finally
        {
            Forget();
            _turn.Release();
            _ = WakeAsync();
        }
    }

    /// <summary>Works off the inbox. One at a time; whoever calls meanwhile returns at once, since the running one will see the inbox.</summary>
    private async Task PumpAsync()
    {
        if (_pumping)
        {
            return;
        }

        _pumping = true;
        try
        {
            // No await between the last look at the inbox and _pumping = false, so that no offer falls in between.
            while (HasWork)
            {
                // Each step takes a turn of its own, so that a replay need not wait until a busy stream falls silent.
                await _turn.WaitAsync();
                try
                {
                    await StepAsync();
                }
                finally
                {
                    _turn.Release();
                }
            }
        }
        catch (Exception e)
        {
            // The commit's fate is unknown, or the database is away. The recovery scan wakes this stream when it is back.
            LogGaveUp(services.Logger, _stream, e.Message);
            Forget();
            _holes = 0;
            _inbox.Clear();
            DeactivateOnIdle();
        }
        finally
        {
            _pumping = false;
        }
    }

    private async Task StepAsync()
    {
        if (_woken)
        {
            _woken = false;
            _inbox.LookInJournal();
            _cursor = _cursor?.Stall is null ? _cursor : null;
        }

        // A stream's first event needs no look at the database: if there is more to know, the cursor's swap fails.
        var cursor = _cursor ??= _inbox.StartsAt(1) ? StreamCursor.New : await LoadAsync(CancellationToken.None);
        if (cursor.Stall is not null)
        {
            return;
        }

        var batch = _inbox.TakeAfter(cursor.Applied, cursor.OneByOne ? 1 : services.Options.Value.FoldSize);
        if (batch.Count == 0)
        {
            await CatchUpAsync(cursor);
            return;
        }

        switch (await CommitAsync(cursor, batch, batch[^1].Version))
        {
            case CommitOutcome.Committed:
                _cursor = cursor.AppliedTo(batch[^1].Version);
                Count(batch);
                break;

            case CommitOutcome.Fenced:
                services.Metrics.Fenced();
                Forget();
                _inbox.LookInJournal();
                break;

            case CommitOutcome.Refused when batch.Count > 1:
                Forget();
                _cursor = cursor with { SinglyTo = batch[^1].Version };
                _inbox.LookInJournal();
                break;

            case CommitOutcome.Refused refused:
                await SetBackAsync(cursor, batch[0], refused.Reason);
                break;

            case CommitOutcome.Unknown unknown:
                throw new CommitUnknownException(unknown.Reason);
        }
    }

    /// <summary>Reads from the journal what is behind the cursor and was not handed over.</summary>
    private async Task CatchUpAsync(StreamCursor known)
    {
        _inbox.Clear();
        var cursor = await LoadAsync(CancellationToken.None);
        if (!_inbox.IsEmpty || cursor.Stall is not null)
        {
            _holes = cursor.Stall is null && !_inbox.StartsAt(cursor.Applied + 1) ? _holes + 1 : 0;
            if (_holes == MostHoles)
            {
                // Read again at once, it would be missing again: what keeps a damaged journal from keeping the database busy.
                throw new InvalidDataException($"the journal does not hold version {cursor.Applied + 1}");
            }

            return;
        }

        if (cursor.HasStallRow || known.HasStallRow)
        {
            await services.Store.ClearStallAsync(_stream, CancellationToken.None);
        }

        _cursor = new StreamCursor(cursor.Applied);
    }

    private async Task<StreamCursor> LoadAsync(CancellationToken cancellationToken)
    {
        var position = await services.Store.LoadAsync(_stream, services.Options.Value.FoldSize, cancellationToken);
        var cursor = StreamCursor.From(position, _cursor);
        if (_cursor?.Applied != cursor.Applied)
        {
            _objects = new StreamObjects();
        }

        _cursor = cursor;
        if (cursor.Stall is not null)
        {
            // What is handed over meanwhile is dropped: it is read from the journal once the stream moves again.
            _inbox.Clear();
        }
        else
        {
            _inbox.Add(position.Entries);
            if (position.IsCutAt(services.Options.Value.FoldSize) || (position.Stall is not null && position.Entries.Count > 0))
            {
                // There may be more behind these, or a stall to clear once they are applied.
                _inbox.LookInJournal();
            }
        }

        return cursor;
    }

    private void Count(IReadOnlyList<JournalEntry> batch)
    {
        var now = services.Time.GetUtcNow();
        foreach (var entry in batch)
        {
            services.Metrics.Applied(now - entry.ReceivedAt);
        }
    }

    private void Forget()
    {
        _cursor = null;
        _objects = new StreamObjects();
    }

    [LoggerMessage(3010, LogLevel.Warning, "{Stream} cannot go on ({Reason}); the recovery scan wakes it again")]
    private static partial void LogGaveUp(ILogger logger, string stream, string reason);
}
