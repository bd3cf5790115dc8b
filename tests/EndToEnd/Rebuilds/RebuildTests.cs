using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Signalbox.Simulation;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Replays;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Rebuilds;

/// <summary>Rows of all providers that were damaged by hand, computed anew in a process that runs.</summary>
public sealed class RebuildTests(ITestOutputHelper output)
{
    private const int Events = 2_000;

    [Fact]
    public async Task Damage_OfOneStreamAndOfEverything_IsRepaired_AndLaterEventsAreApplied()
    {
        var seed = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        output.WriteLine($"rebuilds: seed {seed}");
        var webhooks = new MixedWebhooks(MixedHistory.Create(Events, 20, seed, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        await using var database = await TestDatabase.CreateAsync();
        await using var process = await SignalboxProcess.StartAsync(webhooks.SettingsFor(database));
        process.Client.Timeout = TimeSpan.FromSeconds(60);
        await webhooks.SendAsync(process);
        await MixedWebhooks.WaitUntilAppliedAsync(database);
        var content = await ProjectionDigest.OfShownAsync(database);

        // One stream: what events have said comes back.
        var stream = (string)(await database.ScalarAsync("SELECT stream FROM messages ORDER BY account, id LIMIT 1"))!;
        await database.ExecuteAsync($"DELETE FROM messages WHERE stream = '{stream}'");
        Assert.NotEqual(content, await ProjectionDigest.OfShownAsync(database));
        using var rebuilt = await process.Client.PostAsync(new Uri($"/v1/streams/{stream}/rebuild", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, rebuilt.StatusCode);
        Assert.Equal(content, await ProjectionDigest.OfShownAsync(database));
        var slashed = (string)(await database.ScalarAsync("SELECT stream FROM supabase_rows ORDER BY id LIMIT 1"))!;
        var path = $"/v1/streams/{string.Join('/', slashed.Split('/', 3).Select(Uri.EscapeDataString))}";
        Assert.Equal(slashed, (await process.Client.GetFromJsonAsync<JsonElement>(path)).GetProperty("stream").GetString());

        // All of them: nothing differs; and what no event ever said is taken away.
        Assert.Empty(Differences(await RunAsync(process, dryRun: true)));
        await database.ExecuteAsync("""
            UPDATE messages SET rank = 9999, status = 'invented', sender = 'zzz';
            UPDATE users SET email = 'damaged@example.com', sequence = 9223372036854775806;
            UPDATE customers SET name = 'damaged', as_of = now() + interval '1 year';
            DELETE FROM charges;
            """);
        Assert.NotEmpty(Differences(await RunAsync(process, dryRun: false)));
        Assert.Equal(content, await ProjectionDigest.OfShownAsync(database));

        // The grains write to the new tables.
        var later = new MixedWebhooks(MixedHistory.Create(500, 10, seed - 1, new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero)), webhooks);
        await later.SendAsync(process);
        await MixedWebhooks.WaitUntilAppliedAsync(database);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM dead_letters"));
        var after = await ProjectionDigest.OfShownAsync(database);
        Assert.NotEqual(content, after);
        Assert.Empty(Differences(await RunAsync(process, dryRun: true)));
        Assert.Equal(after, await ProjectionDigest.OfShownAsync(database));
    }

    private static async Task<JsonElement> RunAsync(SignalboxProcess process, bool dryRun)
    {
        using var started = await process.Client.PostAsJsonAsync("/v1/rebuilds", new Dictionary<string, bool> { ["dry_run"] = dryRun });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var ended = await Patiently.ReadAsync(
            $"The rebuild {id}", () => process.Client.GetFromJsonAsync<JsonElement>($"/v1/rebuilds/{id}"), static r => r.GetProperty("state").GetString() != "running");
        Assert.Equal("done", ended.GetProperty("state").GetString());
        return ended;
    }

    /// <summary>The tables with rows that differ, and how many.</summary>
    private static IEnumerable<string> Differences(JsonElement rebuild) => rebuild.GetProperty("tables").EnumerateArray()
        .Where(static t => Number(t, "added") + Number(t, "removed") + Number(t, "changed") > 0)
        .Select(static t => $"{t.GetProperty("table")}: {Number(t, "added")} added, {Number(t, "removed")} removed, {Number(t, "changed")} changed");

    private static long Number(JsonElement table, string name) => table.GetProperty(name).GetInt64();
}
