using System.Diagnostics;
using Microsoft.Extensions.Options;
using Signalbox.Configuration;
using Signalbox.Postgres;
using Signalbox.Replays;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>
/// Carries out a rebuild: fills new tables from the journal while live traffic goes on, takes over what the journal does not tell, catches up, compares,
/// and swaps the tables (docs/adr/0010-rebuild.md). Whatever happens, the live tables are as before until the one transaction that swaps.
/// </summary>
internal sealed partial class ShadowRebuild(
    PostgresRebuildStore store, HotConnections connections, IStreamRules rules, LiveTraffic live, IOptions<RebuildOptions> options, TimeProvider time, ILogger<ShadowRebuild> logger)
{
    // Streams looked for at once, and rows of a table that are carried over in one transaction.
    private const int MostStreams = 500;
    private const int CarryPage = 2_000;

    // Few enough events to be applied while writers wait.
    private const int FewEvents = 500;
    private const int MostPasses = 20;

    // Rebuilt rows may have met a grain that remembered others, for a moment: the events around the swap are looked at once more. $1 from this time on.
    internal const string LookAgainSql = """
        INSERT INTO signalbox.replays (id, effects, from_position, to_position, at_position, leased_until)
        SELECT $2, false, r.from_position, journal_position(clock_timestamp() + interval '10 seconds'), r.from_position - 1, clock_timestamp() + interval '15 seconds'
        FROM   (SELECT least(journal_position($1), m."position") AS from_position FROM recovery_mark m) r
        """;

    internal const string SwappedSql = """
        UPDATE signalbox.rebuilds
        SET    state = 'done', swapped_at = clock_timestamp(), finished_at = clock_timestamp(), fault = NULL
        WHERE  id = $1
        """;

    private readonly RebuildOptions _options = options.Value;

    /// <summary>Called before each part with the name of its step; for tests that end a process there.</summary>
    internal Action<string>? Entering { get; set; }

    /// <summary>Works on it to its end.</summary>
    /// <exception cref="RebuildLostException">It was cancelled, or another process has taken it.</exception>
    internal async Task RunAsync(RebuildWork work, CancellationToken cancellationToken)
    {
        await using var session = new ShadowSession(connections, work, _options.Lease);
        var schema = new ShadowSchema(session);
        Entering?.Invoke(RebuildSteps.Prepare);
        if (work.Step == RebuildSteps.Prepare)
        {
            await session.WriteAsync(
                async () =>
                {
                    await schema.RefuseTiesAsync(cancellationToken);
                    await schema.CreateAsync(work.Id, cancellationToken);
                    return default;
                },
                cancellationToken);
        }

        var columns = await ShadowColumns.ReadAsync(session, cancellationToken);
        var fold = new ShadowFold(session, rules);
        var carrying = new RowCarrying(session, columns, rules);
        await FillAsync(session, fold, passes: 1, cancellationToken);

        await store.EnterAsync(work, RebuildSteps.Carry, cancellationToken);
        Entering?.Invoke(RebuildSteps.Carry);
        await session.WriteAsync(
            async () =>
            {
                await schema.WatchAsync(_options.LockTimeout, cancellationToken);
                return default;
            },
            cancellationToken);
        foreach (var table in ShadowTable.All)
        {
            await CarryAsync(session, table, carrying, new EventCarrying(session, fold), cancellationToken);
        }

        await CatchUpAsync(session, fold, carrying, work, cancellationToken);
        await store.EnterAsync(work, RebuildSteps.Compare, cancellationToken);
        Entering?.Invoke(RebuildSteps.Compare);
        var tables = await CompareAsync(session, columns, cancellationToken);
        await store.RecordAsync(work, tables, cancellationToken);
        LogCompared(logger, work.Id, tables.Sum(static t => t.Added), tables.Sum(static t => t.Removed), tables.Sum(static t => t.Changed), tables.Sum(static t => t.Bytes));
        if (!work.DryRun)
        {
            await CatchUpAsync(session, fold, carrying, work, cancellationToken);
            Entering?.Invoke("swap");
            await SwapAsync(session, schema, fold, carrying, work, tables.Any(static t => t.Added + t.Removed + t.Changed > 0), cancellationToken);
            LogSwapped(logger, work.Id);
        }
    }

    private async Task SwapAsync(
        ShadowSession session, ShadowSchema schema, ShadowFold fold, RowCarrying carrying, RebuildWork work, bool differs, CancellationToken cancellationToken)
    {
        await session.WriteAsync(
            async () =>
            {
                await session.ExecuteAsync("SET LOCAL synchronous_commit = on", cancellationToken);
                await schema.LockAsync(_options.LockTimeout, cancellationToken);
                while (await FoldPageAsync(session, fold, string.Empty, cancellationToken) is { Events: > 0 })
                {
                }

                await fold.ApplyAgainAsync(await LettersAsync(session, work, cancellationToken), cancellationToken);
                while (await CarryTouchedAsync(session, carrying, cancellationToken) > 0)
                {
                }

                await schema.SwapAsync(cancellationToken);
                await session.ExecuteAsync(SwappedSql, [Text(work.Id)], cancellationToken);
                await session.ExecuteAsync(ConfigurationWatch.RaiseSql, [Text(ExchangedRows.Part)], cancellationToken);
                if (differs)
                {
                    await session.ExecuteAsync(LookAgainSql, [Time(time.GetUtcNow() - TimeSpan.FromMinutes(1)), Text($"rp_{Guid.CreateVersion7():n}")], cancellationToken);
                }

                Entering?.Invoke("commit");
                return default;
            },
            cancellationToken);
    }

    /// <summary>Applies what the new tables lack, stream by stream, until a pass over all streams finds little, or as often as asked for.</summary>
    private async Task FillAsync(ShadowSession session, ShadowFold fold, int passes, CancellationToken cancellationToken)
    {
        Entering?.Invoke(RebuildSteps.Fill);
        for (var pass = 0; pass < passes; pass++)
        {
            var (after, events) = (string.Empty, 0L);
            while (true)
            {
                await live.LetPassAsync(cancellationToken);
                var started = Stopwatch.GetTimestamp();
                (string Next, long Events) page = (after, 0);
                await session.WriteAsync(
                    async () =>
                    {
                        page = await FoldPageAsync(session, fold, after, cancellationToken);
                        return new ShadowProgress(page.Events, 0);
                    },
                    cancellationToken);
                if (page.Events == 0)
                {
                    break;
                }

                (after, events) = (page.Next, events + page.Events);
                await RestAsync(started, cancellationToken);
            }

            if (events < FewEvents)
            {
                return;
            }
        }
    }

    /// <summary>Applies a page of the streams behind a name.</summary>
    /// <returns>The name behind which the next page begins, and how many versions were passed; none at the end.</returns>
    private async Task<(string Next, long Events)> FoldPageAsync(ShadowSession session, ShadowFold fold, string after, CancellationToken cancellationToken)
    {
        var behind = await new ShadowReads(session).BehindAsync(after, MostStreams, cancellationToken);
        if (behind.Count == 0)
        {
            return (after, 0);
        }

        var (page, room) = (new List<ShadowRange>(), (long)_options.PageSize);
        foreach (var stream in behind.TakeWhile(_ => room > 0))
        {
            page.Add(stream with { To = Math.Min(stream.To, stream.After + room) });
            room -= page[^1].To - page[^1].After;
        }

        var done = await fold.FoldAsync(page, cancellationToken);
        var last = done[^1];
        var isWhole = behind.First(b => b.Stream == last.Stream).To == last.To;
        return (isWhole ? last.Stream : done.Count > 1 ? done[^2].Stream : after, done.Sum(static d => d.To - d.After));
    }

    private async Task CarryAsync(ShadowSession session, ShadowTable table, RowCarrying carrying, EventCarrying events, CancellationToken cancellationToken)
    {
        var next = $"SELECT account, id FROM signalbox.{table.Name} WHERE (account, id) > ($1, $2) ORDER BY account, id OFFSET {CarryPage - 1} LIMIT 1";
        (string, string)? after = (string.Empty, string.Empty);
        while (after is { } from)
        {
            await live.LetPassAsync(cancellationToken);
            var started = Stopwatch.GetTimestamp();
            var found = await session.ReadAsync(next, [Text(from.Item1), Text(from.Item2)], static row => (row.GetString(0), row.GetString(1)), cancellationToken);
            (string, string)? to = found.Count > 0 ? found[0] : null;
            var scope = RowScope.Range(from, to);
            await session.WriteAsync(
                async () =>
                {
                    var merged = table.Kind is ShadowKind.Events ? await events.CarryAsync(scope, cancellationToken) : 0;
                    return new ShadowProgress(0, merged + await carrying.CarryAsync(table, scope, cancellationToken));
                },
                cancellationToken);
            after = to;
            await RestAsync(started, cancellationToken);
        }
    }

    /// <summary>Comes so close to the live tables that the rest can be done while writers wait.</summary>
    private async Task CatchUpAsync(ShadowSession session, ShadowFold fold, RowCarrying carrying, RebuildWork work, CancellationToken cancellationToken)
    {
        await FillAsync(session, fold, MostPasses, cancellationToken);
        await session.WriteAsync(
            async () =>
            {
                await fold.ApplyAgainAsync(await LettersAsync(session, work, cancellationToken), cancellationToken);
                return default;
            },
            cancellationToken);
        for (var pass = 0; pass < MostPasses; pass++)
        {
            var touched = 0;
            await session.WriteAsync(
                async () =>
                {
                    touched = await CarryTouchedAsync(session, carrying, cancellationToken);
                    return default;
                },
                cancellationToken);
            if (touched < FewEvents)
            {
                return;
            }
        }
    }

    private static Task<List<ShadowRange>> LettersAsync(ShadowSession session, RebuildWork work, CancellationToken cancellationToken) =>
        new ShadowReads(session).LettersAsync(work.CreatedAt - TimeSpan.FromMinutes(1), cancellationToken);

    private static async Task<int> CarryTouchedAsync(ShadowSession session, RowCarrying carrying, CancellationToken cancellationToken)
    {
        // By the numbers read: one that is lower may still be on its way.
        var touched = await session.ReadAsync(
            "DELETE FROM signalbox_shadow.touched WHERE n IN (SELECT t.n FROM signalbox_shadow.touched t ORDER BY t.n LIMIT 5000) RETURNING name, account, id", [],
            static row => (Name: row.GetString(0), Account: row.GetString(1), Id: row.GetString(2)), cancellationToken);
        foreach (var rows in touched.Distinct().GroupBy(static t => t.Name))
        {
            await carrying.CarryAsync(new ShadowTable(rows.Key, ShadowKind.Copies), RowScope.Keys([.. rows.Select(static r => (r.Account, r.Id))]), cancellationToken);
        }

        return touched.Count;
    }

    private static async Task<List<RebuiltTable>> CompareAsync(ShadowSession session, ShadowColumns columns, CancellationToken cancellationToken)
    {
        var comparison = new RowComparison(session, columns);
        var tables = new List<RebuiltTable>();
        foreach (var table in ShadowTable.All)
        {
            await session.WriteAsync(
                async () =>
                {
                    // The planner knows the new table from its first statement on.
                    await session.ExecuteAsync($"ANALYZE {ShadowTable.Shadow}.{table.Name}", cancellationToken);
                    tables.Add(await comparison.CompareAsync(table, cancellationToken));
                    return default;
                },
                cancellationToken);
        }

        return tables;
    }

    private async Task RestAsync(long started, CancellationToken cancellationToken)
    {
        var rest = ReplayPace.RestAfter(0, Stopwatch.GetElapsedTime(started), _options.Share, int.MaxValue);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken);
        }
    }

    [LoggerMessage(6240, LogLevel.Information, "Rebuild {Id}: compared with the live tables, {Added} rows are new, {Removed} are not there any more, {Changed} are different; {Bytes} bytes")]
    private static partial void LogCompared(ILogger logger, string id, long added, long removed, long changed, long bytes);

    [LoggerMessage(6241, LogLevel.Information, "Rebuild {Id}: the new tables are in use")]
    private static partial void LogSwapped(ILogger logger, string id);
}

/// <summary>Something about the database keeps any rebuild from being done.</summary>
internal sealed class RebuildImpossibleException(string message) : Exception(message);
