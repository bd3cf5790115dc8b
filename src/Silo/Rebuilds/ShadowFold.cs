using Npgsql;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.Rebuilds;

/// <summary>
/// Applies the journal to the new tables: folded as the grains fold, written by the statements that the committer uses, fenced by cursors of the
/// rebuild's own, so that a page that is applied twice changes nothing. Every call is for a transaction of the caller. Not thread-safe.
/// </summary>
internal sealed class ShadowFold(ShadowSession session, IStreamRules rules)
{
    // Streams of which there is nothing yet, with the first versions that the journal has of them: dead letters too, for what it has, it tells, and be it
    // that nothing came of it. $1 streams, $2 for each whether the journal tells of it at all.
    private const string Begin = """
        INSERT INTO signalbox_shadow.stream_cursors (stream, applied, first)
        SELECT r.stream, 0, CASE WHEN r.is_told THEN (SELECT min(j.version) FROM signalbox.journal j WHERE j.stream = r.stream) ELSE 9223372036854775807 END
        FROM   unnest($1::text[], $2::boolean[]) AS r (stream, is_told)
        ON CONFLICT (stream) DO NOTHING
        """;

    private readonly ShadowReads _reads = new(session);
    private readonly CommitStatements _statements = new();

    /// <summary>Applies a page of each of some streams.</summary>
    /// <returns>Up to where each of them is applied now; one that there was no room for is missing.</returns>
    internal async Task<List<ShadowRange>> FoldAsync(IReadOnlyList<ShadowRange> ranges, CancellationToken cancellationToken)
    {
        var entries = await _reads.EntriesAsync(ranges, cancellationToken);
        var byStream = entries.GroupBy(static e => e.Stream).ToDictionary(static s => s.Key, static s => s.ToList());
        var done = Done(ranges, entries);
        await BeginAsync([.. done.Where(static d => d.After == 0).Select(static d => d.Stream)], cancellationToken);

        var commits = new List<StreamCommit>();
        foreach (var range in done)
        {
            commits.Add(await CommitOfAsync(range, byStream.TryGetValue(range.Stream, out var own) ? own : [], again: false, cancellationToken));
        }

        await WriteAsync(commits, cancellationToken);
        return done;
    }

    /// <summary>Applies events once more where the cursor stands.</summary>
    internal async Task ApplyAgainAsync(IReadOnlyList<ShadowRange> letters, CancellationToken cancellationToken)
    {
        foreach (var letter in letters)
        {
            var entries = await _reads.EntriesAsync([letter], cancellationToken);
            var applied = await session.ReadAsync(PostgresStreamStore.CursorSql, [Text(letter.Stream)], static row => row.GetInt64(0), cancellationToken);
            await WriteAsync([await CommitOfAsync(letter with { After = applied[0], To = applied[0] }, entries, again: true, cancellationToken)], cancellationToken);
        }
    }

    /// <summary>Writes facts that no event of the journal tells any more, in the name of the streams that told them.</summary>
    internal async Task WriteFactsAsync(IReadOnlyList<Fact> facts, CancellationToken cancellationToken)
    {
        var streams = facts.Select(static f => f.Head.Stream).Distinct().ToList();
        await BeginAsync(streams, cancellationToken);
        var cursors = (await session.ReadAsync(
            "SELECT stream, applied FROM signalbox_shadow.stream_cursors WHERE stream = ANY ($1)", [Texts(streams)], static row => (Stream: row.GetString(0), Applied: row.GetInt64(1)),
            cancellationToken)).ToDictionary(static c => c.Stream, static c => c.Applied);
        await WriteAsync(
            [.. facts.GroupBy(static f => f.Head.Stream).Select(s => new StreamCommit(s.Key, cursors[s.Key], cursors[s.Key], []) { Facts = [.. s] })], cancellationToken);
    }

    /// <summary>Of an account that is not known any more no event is read: its rows are what its events told.</summary>
    private Task BeginAsync(List<string> streams, CancellationToken cancellationToken) => session.ExecuteAsync(
        Begin,
        [Texts([.. streams]), new() { Value = streams.Select(s => rules.ProjectionOf(StreamKey.Parse(s).Account) is not StreamRules.NoProjection).ToArray() }],
        cancellationToken);

    /// <summary>Which part of the ranges was read: behind the last entry there is nothing, unless the page was full.</summary>
    private static List<ShadowRange> Done(IReadOnlyList<ShadowRange> ranges, List<JournalEntry> entries)
    {
        if (entries.Sum(static e => (long)e.Payload.Length) < ShadowReads.MostBytes)
        {
            return [.. ranges];
        }

        var last = entries[^1];
        var done = ranges.TakeWhile(r => r.Stream != last.Stream).ToList();
        done.Add(ranges[done.Count] with { To = last.Version });
        return done;
    }

    private async Task<StreamCommit> CommitOfAsync(ShadowRange range, List<JournalEntry> entries, bool again, CancellationToken cancellationToken)
    {
        var key = StreamKey.Parse(range.Stream);
        var objects = new StreamObjects();
        var fold = new StreamFold(key, range.Stream, rules.ProjectionOf(key.Account), objects, entries, rules.CanRead(key.Account));
        var unknown = fold.Unknown();

        // Of a stream's first events it has no row yet; what another stream wrote, the row's own guard protects.
        var stored = range.After == 0 || unknown.Count == 0 ? [] : await _reads.VersionsAsync(key.Account, unknown, cancellationToken);
        unknown.ForEach(k => objects.Learn(k, stored.TryGetValue(k, out var version) ? version : null));
        if (again)
        {
            fold.LeaveOutStored();
        }

        foreach (var copy in fold.WithoutRivals())
        {
            var version = copy.VersionIn(range.Stream);
            var rivals = fold.Read(await _reads.OfSecondAsync(range.Stream, range.After, copy.AsOf, cancellationToken));
            objects[copy.Key].SetRivals(rivals.Where(c => c.Key == copy.Key && Freshness.Compare(c.VersionIn(range.Stream), version) == 0));
        }

        return new StreamCommit(range.Stream, range.After, range.To, fold.Rows()) { Facts = fold.Facts() };
    }

    private async Task WriteAsync(List<StreamCommit> commits, CancellationToken cancellationToken)
    {
        commits.Sort(static (a, b) => string.CompareOrdinal(a.Stream, b.Stream));
        await using var batch = new NpgsqlBatch(session.Connection) { Timeout = 0 };
        _statements.Add(batch, commits);
        var moved = 0;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            moved++;
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        if (moved != commits.Count)
        {
            throw new InvalidOperationException($"Of {commits.Count} streams {commits.Count - moved} were elsewhere than this rebuild has left them.");
        }
    }
}
