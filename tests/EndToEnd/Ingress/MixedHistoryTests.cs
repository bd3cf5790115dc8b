using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Signalbox.Simulation;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>Webhooks of all providers at once, out of order and repeated: the journal has every event once, and every row is the truth.</summary>
public sealed class MixedHistoryTests(ITestOutputHelper output)
{
    private const int Events = 10_000;

    [Fact]
    public async Task MixedHistory_ShuffledAndRepeated_EveryEventOnce_EveryRowTrue()
    {
        var seed = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        output.WriteLine($"mixed history: seed {seed}");
        var history = MixedHistory.Create(Events, 40, seed, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var webhooks = new MixedWebhooks(history);
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await SignalboxProcess.StartAsync(webhooks.SettingsFor(database));

        await webhooks.SendAsync(process);
        await MixedWebhooks.WaitUntilAppliedAsync(database);

        Assert.Equal((long)Events, await database.ScalarAsync("SELECT count(*) FROM journal"));
        var wrong = new List<string>();
        foreach (var (provider, one) in history.Histories.Where(pair => pair.Key != "stripe"))
        {
            wrong.AddRange(await CompareAsync(database, provider, one.Truth));
        }

        Assert.True(wrong.Count == 0, $"seed {seed}, {wrong.Count} differ:\n{string.Join('\n', wrong.Take(20))}");
    }

    private static async Task<List<string>> CompareAsync(TestDatabase database, string account, GroundTruth truth)
    {
        var wrong = new List<string>();
        foreach (var table in truth.Rows.GroupBy(row => row.Table))
        {
            var found = await ReadAsync(database, table.Key, account);
            wrong.AddRange(found.Keys.Except(table.Select(row => row.Id)).Select(id => $"{account} {table.Key} {id}: nobody told of it"));
            foreach (var row in table)
            {
                if (!found.TryGetValue(row.Id, out var columns))
                {
                    wrong.Add($"{account} {table.Key} {row.Id}: missing");
                    continue;
                }

                wrong.AddRange(row.Columns.Where(column => TextOf(columns, column.Key) != column.Value)
                    .Select(column => $"{account} {table.Key} {row.Id} {column.Key}: '{TextOf(columns, column.Key)}' and not '{column.Value}'"));
            }
        }

        return wrong;
    }

    private static async Task<Dictionary<string, JsonElement>> ReadAsync(TestDatabase database, string table, string account)
    {
        // The table's name is the simulation's, not anybody's input.
        await using var command = database.DataSource.CreateCommand($"SELECT id, to_jsonb(t) FROM {table} t WHERE account = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        var rows = new Dictionary<string, JsonElement>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0), JsonElement.Parse(reader.GetString(1)));
        }

        return rows;
    }

    private static string? TextOf(JsonElement row, string column)
    {
        if (column == "deleted")
        {
            return row.GetProperty("deleted_at").ValueKind is JsonValueKind.Null ? "false" : "true";
        }

        var value = row.GetProperty(column);
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }
}
