using System.Globalization;
using Npgsql;
using Signalbox.Simulation;

namespace Signalbox.Tests.Chaos;

/// <summary>What must be true in the database once everything was acknowledged and applied.</summary>
/// <param name="database">The database.</param>
/// <param name="seed">What the run came from.</param>
/// <param name="sent">The events that there are, by their ids, each with its body.</param>
/// <param name="truth">What must be visible after all of them.</param>
internal sealed class Aftermath(NpgsqlDataSource database, int seed, IReadOnlyDictionary<string, byte[]> sent, IReadOnlyList<TruthRow> truth)
{
    private static readonly string[] Tables =
        ["customers", "subscriptions", "subscription_items", "invoices", "payments", "charges", "disputes", "checkout_sessions", "products", "prices"];

    // Each finds what must not be there.
    private static readonly (string Fault, string Sql)[] Forbidden =
    [
        ("streams with holes or doubles", "SELECT stream FROM journal GROUP BY stream HAVING min(version) <> 1 OR max(version) <> count(*) OR count(DISTINCT version) <> count(*)"),
        ("heads that differ from the journal", "SELECT h.stream FROM stream_heads h FULL JOIN (SELECT stream, count(*) AS events FROM journal GROUP BY stream) j USING (stream) WHERE h.version IS DISTINCT FROM j.events"),
        ("cursors that differ from the heads", "SELECT stream FROM stream_heads h FULL JOIN stream_cursors c USING (stream) WHERE h.version IS DISTINCT FROM c.applied"),
        ("event ids that differ from the journal", "SELECT event_id FROM event_ids k FULL JOIN journal j USING (account, event_id, \"position\") WHERE k IS NULL OR j IS NULL"),
        ("dead letters", "SELECT stream || ' ' || version || ': ' || error FROM dead_letters"),
        ("stalled streams", "SELECT stream || ' ' || version || ': ' || error FROM stalled_streams"),
    ];

    /// <summary>Every acknowledged event is in the journal once, byte by byte, and nothing else is.</summary>
    internal async Task AssertJournalAsync(IReadOnlyCollection<string> acknowledged)
    {
        Assert.Equal(sent.Count, acknowledged.Count);
        var seen = new HashSet<string>();
        await using var command = database.CreateCommand("SELECT event_id, payload FROM journal");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var id = reader.GetString(0);
            Assert.True(seen.Add(id), $"{id} is in the journal twice (seed {seed}).");
            Assert.True(sent.TryGetValue(id, out var one), $"{id} is in the journal and was never sent (seed {seed}).");
            Assert.True(reader.GetFieldValue<byte[]>(1).AsSpan().SequenceEqual(one), $"{id} is not what was sent (seed {seed}).");
        }

        var lost = acknowledged.Where(id => !seen.Contains(id)).ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} acknowledged events are not in the journal (seed {seed}): {string.Join(", ", lost.Take(10))}.");
    }

    /// <summary>Versions are dense, everything is applied, nothing was given up on.</summary>
    internal async Task AssertStreamsAsync()
    {
        foreach (var (fault, sql) in Forbidden)
        {
            var found = new List<string>();
            await using var command = database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                found.Add(reader.IsDBNull(0) ? "(null)" : reader.GetString(0));
            }

            Assert.True(found.Count == 0, $"There are {found.Count} {fault} (seed {seed}): {string.Join("; ", found.Take(10))}.");
        }
    }

    /// <summary>Every table shows what the provider's objects ended as, and nothing else.</summary>
    internal async Task AssertProjectionsAsync()
    {
        var faults = new List<string>();
        foreach (var table in Tables)
        {
            // A removed item leaves no row.
            var truths = truth.Where(t => t.Table == table && t is not { Table: "subscription_items", Deleted: true }).ToList();
            var rows = await ReadAsync(table);
            faults.AddRange(rows.Keys.Except(truths.Select(static t => t.Id)).Select(id => $"{table} {id} is there and should not be"));
            foreach (var expected in truths)
            {
                faults.AddRange(rows.TryGetValue(expected.Id, out var row) ? Differences(expected, row) : [$"{table} {expected.Id} is missing"]);
            }
        }

        Assert.True(
            faults.Count == 0, $"{faults.Count} differences between the projections and the truth (seed {seed}):\n{string.Join('\n', faults.Take(20))}");
    }

    private static IEnumerable<string> Differences(TruthRow truth, Dictionary<string, string?> row) =>
        from column in truth.Columns
        let actual = row.TryGetValue(column.Key, out var value) ? value : "no such column"
        where actual != column.Value
        select $"{truth.Table} {truth.Id} {column.Key}: expected {column.Value ?? "null"}, got {actual ?? "null"} ({row["stream"]} {row["version"]})";

    private async Task<Dictionary<string, Dictionary<string, string?>>> ReadAsync(string table)
    {
        await using var command = database.CreateCommand($"SELECT *, deleted_at IS NOT NULL AS deleted FROM {table} WHERE account = 'stripe'");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<string, Dictionary<string, string?>>();
        while (await reader.ReadAsync())
        {
            var row = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => Text(reader.GetValue(i)));
            rows.Add(row["id"]!, row);
        }

        return rows;
    }

    private static string? Text(object value) => value switch
    {
        DBNull => null,
        bool flag => flag ? "true" : "false",
        DateTime time => new DateTimeOffset(time).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
