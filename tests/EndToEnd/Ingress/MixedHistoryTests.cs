using System.Net.Http.Json;
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

    // Every change of a message's rank, which is that of its status.
    private const string WatchSql = """
        CREATE TABLE message_ranks (account text, id text, before integer, after integer);
        CREATE FUNCTION watch_message() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO message_ranks VALUES (NEW.account, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.rank END, NEW.rank);
            RETURN NULL;
        END $$;
        CREATE TRIGGER watch_message AFTER INSERT OR UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION watch_message();
        """;

    // What a row that was written anew has of its own is left out.
    private const string Content = "to_jsonb(t) - 'revision' - 'updated_at'";

    private static readonly string[] Tables =
    [
        "users", "organizations", "memberships", "sessions", "messages", "message_events", "suppressions", "social_posts", "social_accounts", "supabase_rows",
        "customers", "subscriptions", "invoices", "charges",
    ];

    [Fact]
    public async Task MixedHistory_ShuffledAndRepeated_EveryEventOnce_EveryRowTrue()
    {
        var seed = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        output.WriteLine($"mixed history: seed {seed}");
        var history = MixedHistory.Create(Events, 40, seed, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var webhooks = new MixedWebhooks(history);
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await SignalboxProcess.StartAsync(webhooks.SettingsFor(database));

        await database.ExecuteAsync(WatchSql);

        await webhooks.SendAsync(process);
        await MixedWebhooks.WaitUntilAppliedAsync(database);

        Assert.Equal((long)Events, await database.ScalarAsync("SELECT count(*) FROM journal"));
        var wrong = new List<string>();
        foreach (var (provider, one) in history.Histories)
        {
            wrong.AddRange(await CompareAsync(database, provider, one.Truth));
        }

        Assert.True(wrong.Count == 0, $"seed {seed}, {wrong.Count} differ:\n{string.Join('\n', wrong.Take(20))}");
        Assert.True(await database.ScalarAsync("SELECT count(*) FROM message_ranks WHERE before IS NOT NULL") is > 100L, "Hardly a message's status has changed more than once.");
        Assert.Empty(await database.ListAsync($"SELECT 'seed {seed}: ' || account || '/' || id || ' went from ' || before || ' to ' || after FROM message_ranks WHERE after < before LIMIT 10"));

        await AssertReplayAsync(process, database);
    }

    /// <summary>A replay of it all writes nothing where the rows are right, and brings back what is gone.</summary>
    private static async Task AssertReplayAsync(SignalboxProcess process, TestDatabase database)
    {
        process.Client.Timeout = TimeSpan.FromSeconds(60);
        var (whole, content) = (await DigestAsync(database, "t::text"), await DigestAsync(database, Content));
        await ReplayAsync(process);
        Assert.Equal(whole, await DigestAsync(database, "t::text"));

        await database.ExecuteAsync("""
            DELETE FROM users;
            DELETE FROM messages WHERE channel = 'email';
            DELETE FROM suppressions;
            DELETE FROM supabase_rows;
            DELETE FROM customers;
            UPDATE messages SET status = 'damaged', opens = 99, recipient = NULL;
            UPDATE social_posts SET posts = NULL;
            """);
        await ReplayAsync(process);
        Assert.Equal(content, await DigestAsync(database, Content));
    }

    private static async Task ReplayAsync(SignalboxProcess process)
    {
        using var started = await process.Client.PostAsJsonAsync("/v1/replays", new Dictionary<string, string> { ["from"] = "2020-01-01T00:00:00Z" });
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var done = await Patiently.ReadAsync(
            $"The replay {id}", () => process.Client.GetFromJsonAsync<JsonElement>($"/v1/replays/{id}"), static r => r.GetProperty("state").GetString() == "done");
        Assert.Equal((Events, 0), (done.GetProperty("applied").GetInt32(), done.GetProperty("failed").GetInt32()));
    }

    private static async Task<string> DigestAsync(TestDatabase database, string columns)
    {
        var digests = new List<string>();
        foreach (var table in Tables)
        {
            digests.AddRange(await database.ListAsync($"SELECT '{table} ' || coalesce(md5(string_agg(({columns})::text, '|' ORDER BY t.account, t.id)), '') FROM {table} t"));
        }

        return string.Join('\n', digests);
    }

    private static async Task<List<string>> CompareAsync(TestDatabase database, string account, GroundTruth truth)
    {
        var wrong = new List<string>();
        var isStripe = account == "stripe";

        // A removed item leaves no row.
        foreach (var table in truth.Rows.Where(row => row is not { Table: "subscription_items", Deleted: true }).GroupBy(row => row.Table))
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

                wrong.AddRange(row.Columns.Where(column => TextOf(columns, column.Key, isStripe) != column.Value)
                    .Select(column => $"{account} {table.Key} {row.Id} {column.Key}: '{TextOf(columns, column.Key, isStripe)}' and not '{column.Value}'"));
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

    private static string? TextOf(JsonElement row, string column, bool isStripe)
    {
        if (column == "deleted")
        {
            return row.GetProperty("deleted_at").ValueKind is JsonValueKind.Null ? "false" : "true";
        }

        var value = row.GetProperty(column);
        if (isStripe && value.ValueKind is JsonValueKind.String && value.TryGetDateTimeOffset(out var time))
        {
            // As the truth has Stripe's times.
            return $"{time.ToUnixTimeSeconds()}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }
}
