using Microsoft.Extensions.Logging;
using Signalbox.Deliveries;
using Signalbox.Journal;
using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>
/// How events are applied once more, many at once. The cursor does not move; freshness decides as ever, so that rows which show the events
/// already are not even touched; facts are merged once more, which writes only rows that end otherwise. What the pump remembers of objects is
/// left alone: a replay knows only what it reads.
/// </summary>
internal abstract partial class StreamGrain
{
    private const int MostFences = 3;

    /// <inheritdoc/>
    public async Task<ReapplyReport> ReapplyAsync(ReapplyRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await ReapplyAsync_NeedsTurn(request);
        }
        finally
        {
            _turn.Release();
            if (_inbox.HasWork)
            {
                _ = PumpAsync();
            }
        }
    }

    private async Task<ReapplyReport> ReapplyAsync_NeedsTurn(ReapplyRequest request)
    {
        var letters = request.DeadLetters.ToHashSet();
        var cursor = _cursor ?? await LoadAsync(CancellationToken.None);
        var applied = request.Entries.Where(e => e.Version <= cursor.Applied && !letters.Contains(e.Version)).ToList();
        var waiting = request.Entries.Count(e => e.Version > cursor.Applied && !letters.Contains(e.Version));
        var report = new ReapplyReport(0, 0, 0, 0, waiting);
        if (applied.Count > 0)
        {
            report += await ApplyAgainAsync(applied, request.Effects);
        }

        foreach (var version in request.DeadLetters)
        {
            // It was never applied, so nothing that it causes has left, whatever the replay asks for of the others.
            report += await ReplayAsync_NeedsTurn(version, effects: true, CancellationToken.None) switch
            {
                ReplayOutcome.Done => new ReapplyReport(1, 0, 1, 0, 0),
                ReplayOutcome.Resolved => ReapplyReport.None,
                ReplayOutcome.Failed => new ReapplyReport(0, 0, 0, 1, 0),
                _ => new ReapplyReport(0, 0, 0, 0, 1),
            };

            // A stream that the event held goes on.
            _inbox.LookInJournal();
        }

        return report;
    }

    private async Task<ReapplyReport> ApplyAgainAsync(IReadOnlyList<JournalEntry> entries, bool effects)
    {
        for (var attempt = 1; ; attempt++)
        {
            var cursor = _cursor ?? await LoadAsync(CancellationToken.None);
            var (outcome, rows) = await CommitAgainAsync(cursor, entries, effects);
            switch (outcome)
            {
                case CommitOutcome.Committed:
                    return new ReapplyReport(entries.Count, rows, 0, 0, 0);

                case CommitOutcome.Fenced when attempt < MostFences:
                    services.Metrics.Fenced();
                    Forget();
                    break;

                case CommitOutcome.Refused when entries.Count > 1:
                    // One of them is refused: each goes alone, so that the others are applied.
                    var report = ReapplyReport.None;
                    foreach (var entry in entries)
                    {
                        report += await ApplyAgainAsync([entry], effects);
                    }

                    return report;

                case CommitOutcome.Refused refused:
                    LogRefusedAgain(services.Logger, _stream, entries[0].Version, entries[0].EventId, refused.Reason);
                    await services.Store.NoteFaultAsync(_stream, new ApplyFailure(entries[0].Version, 0, refused.Reason), CancellationToken.None);
                    return new ReapplyReport(0, 0, 0, 1, 0);

                case CommitOutcome.Unknown unknown:
                    Forget();
                    throw new CommitUnknownException(unknown.Reason);

                default:
                    Forget();
                    throw new CommitUnknownException("another activation keeps moving the stream's cursor");
            }
        }
    }

    private async Task<(CommitOutcome Outcome, int Rows)> CommitAgainAsync(StreamCursor cursor, IReadOnlyList<JournalEntry> entries, bool effects)
    {
        List<ProjectionRow> rows;
        IReadOnlyList<Fact> facts;
        try
        {
            var objects = new StreamObjects();
            var fold = new StreamFold(_key, _stream, services.Rules.ProjectionOf(_key.Account), objects, entries, services.Rules.CanRead(_key.Account));
            await LearnStoredAsync(fold, objects);
            fold.LeaveOutStored();
            await LearnRivalsAsync(fold, objects, cursor);
            rows = fold.Rows();
            facts = fold.Facts();
        }
        catch (Exception e) when (IsOfTheEvent(e))
        {
            LogProjectionFault(services.Logger, e, _stream, entries[0].Version);
            return (new CommitOutcome.Refused($"{e.GetType().Name}: {e.Message}"), 0);
        }

        if (rows.Count == 0 && facts.Count == 0 && !effects)
        {
            return (CommitOutcome.Committed.Instance, 0);
        }

        // Not as signals: an event that is applied once more says nothing new of its object. A row that it writes is provisional all the same.
        var commit = new StreamCommit(_stream, cursor.Applied, cursor.Applied, rows) { Facts = facts, Again = entries, Leaving = effects ? LeavingEvents.Of(entries, _key, services.Destinations) : [] };
        if (rows.Count > 0)
        {
            _objects = new StreamObjects();
        }

        return (await services.Committer.CommitAsync(commit), rows.Count);
    }

    [LoggerMessage(6209, LogLevel.Warning, "{Stream}: version {Version} ({EventId}) could not be applied once more: {Error}")]
    private static partial void LogRefusedAgain(ILogger logger, string stream, long version, string eventId, string error);
}
