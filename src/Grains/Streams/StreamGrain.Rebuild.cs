using Microsoft.Extensions.Logging;

namespace Signalbox.Streams;

/// <summary>How the rows of a stream are computed anew from its events, whatever the rows hold.</summary>
internal abstract partial class StreamGrain
{
    // Pages are read without the turn, so that live events wait only for the last one and for the commits.
    private const int RebuildPage = 1_024;

    // The most rows of one commit: the committer's other streams wait for it.
    private const int RebuildCommit = 128;

    /// <inheritdoc/>
    public async Task<RebuildReport> RebuildAsync(CancellationToken cancellationToken)
    {
        var rebuild = new StreamRebuild(_key, services.Rules.ProjectionOf(_key.Account), services.Rules.CanRead(_key.Account));
        var first = await services.Store.FirstVersionAsync(_stream, cancellationToken);
        var position = await services.Store.LoadAsync(_stream, 1, cancellationToken);
        await ReadAsync(rebuild, position.Applied, cancellationToken);

        await _turn.WaitAsync(cancellationToken);
        try
        {
            // The rest, and how the rows stand now; from here on nobody else applies events of this stream, or the commits are fenced.
            Forget();
            var cursor = await LoadAsync(cancellationToken);
            await ReadAsync(rebuild, cursor.Applied, cancellationToken);
            if (rebuild.IsTooLarge)
            {
                return new RebuildReport(RebuildOutcome.TooLarge, first, cursor.Applied, rebuild.Events, rebuild.Freshest.Count, 0, 0);
            }

            var report = await WriteAsync(rebuild, cursor, first, cancellationToken);
            return report.Outcome is RebuildOutcome.Done && rebuild.HasFacts && !await MergeAgainAsync(cursor.Applied, cancellationToken)
                ? report with { Outcome = RebuildOutcome.Refused }
                : report;
        }
        finally
        {
            Forget();
            _turn.Release();
            if (_inbox.HasWork)
            {
                _ = PumpAsync();
            }
        }
    }

    private async Task ReadAsync(StreamRebuild rebuild, long applied, CancellationToken cancellationToken)
    {
        while (!rebuild.IsTooLarge)
        {
            var page = await services.Store.ReadAppliedAsync(_stream, rebuild.ReadTo, applied, RebuildPage, cancellationToken);
            if (page.Count == 0)
            {
                return;
            }

            rebuild.Add(page);
        }
    }

    /// <summary>
    /// Merges what the events say of rows that are merged once more: what is gone or overwritten comes back. What no event ever said stays, since
    /// several streams may feed such a row; the rebuild of all rows takes that away.
    /// </summary>
    /// <returns>Whether all of it was merged.</returns>
    private async Task<bool> MergeAgainAsync(long applied, CancellationToken cancellationToken)
    {
        var (readTo, isWhole) = (0L, true);
        while (await services.Store.ReadAppliedAsync(_stream, readTo, applied, RebuildPage, cancellationToken) is { Count: > 0 } page)
        {
            isWhole &= (await ApplyAgainAsync(page, effects: false)).Failed == 0;
            readTo = page[^1].Version;
        }

        return isWhole;
    }

    private async Task<RebuildReport> WriteAsync(StreamRebuild rebuild, StreamCursor cursor, long first, CancellationToken cancellationToken)
    {
        var isReadable = services.Rules.CanRead(_key.Account);
        var keys = rebuild.Freshest.Keys.ToList();
        if (isReadable && first != 1)
        {
            // Objects whose events are all gone.
            keys.AddRange((await services.Reads.ObjectsOfAsync(_key, cancellationToken)).Except(rebuild.Freshest.Keys));
        }

        var (written, toConfirm) = (0, 0);
        foreach (var chunk in keys.Chunk(RebuildCommit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stored = await services.Store.ReadVersionsAsync(_key.Account, chunk, cancellationToken);
            var repairs = chunk.ToDictionary(
                static key => key, key => RowRepairs.Of(rebuild.VersionOf(key, _stream), stored.TryGetValue(key, out var row) ? row : null, _stream, first, isReadable));
            var rows = chunk.Where(key => repairs[key] is RowRepair.Write or RowRepair.Replace).ToList();
            var commit = new StreamCommit(_stream, cursor.Applied, cursor.Applied, rows.ConvertAll(rebuild.RowOf))
            {
                Replaced = [.. chunk.Where(key => repairs[key] is RowRepair.Replace)],
                Signals = isReadable ? [.. chunk.Where(key => repairs[key] is not RowRepair.Keep).Select(key => new ObjectSignal(_key, key, Copy: null))] : [],
            };
            switch (commit.Rows.Count + commit.Signals.Count == 0 ? CommitOutcome.Committed.Instance : await services.Committer.CommitAsync(commit))
            {
                case CommitOutcome.Committed:
                    Note(commit.Signals);
                    written += rows.Count;
                    toConfirm += repairs.Values.Count(static r => r is RowRepair.Confirm);
                    break;

                case CommitOutcome.Refused refused:
                    LogRebuildRefused(services.Logger, _stream, refused.Reason);
                    return new RebuildReport(RebuildOutcome.Refused, first, cursor.Applied, rebuild.Events, rebuild.Freshest.Count, written, toConfirm);

                case CommitOutcome.Unknown unknown:
                    throw new CommitUnknownException(unknown.Reason);

                default:
                    throw new CommitUnknownException("another activation has moved the stream's cursor");
            }
        }

        return new RebuildReport(RebuildOutcome.Done, first, cursor.Applied, rebuild.Events, rebuild.Freshest.Count, written, toConfirm);
    }

    [LoggerMessage(6208, LogLevel.Error, "{Stream}: its rows could not be rebuilt: {Error}")]
    private static partial void LogRebuildRefused(ILogger logger, string stream, string error);
}
