using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Signalbox.Simulation;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>A whole journal applied once more: rows that are right stay as they are, to the byte; rows that are gone come back, whatever happens to the process.</summary>
public sealed class ReplayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Events = 10_000;
    private static readonly Dictionary<string, string> Everything = new() { ["from"] = "2020-01-01" };

    private TestDatabase _database = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Replay_OfAllProviders_LeavesRowsAsTheyAre_AndBringsBackWhatIsGone()
    {
        var seed = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        output.WriteLine($"replayed history: seed {seed}");
        var webhooks = new MixedWebhooks(MixedHistory.Create(Events, 40, seed, new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)));
        await using var signalbox = await SignalboxProcess.StartAsync(new Dictionary<string, string>(webhooks.SettingsFor(_database)) { ["Signalbox__Replays__LookInterval"] = "00:00:00.100" });
        await webhooks.SendAsync(signalbox);
        await MixedWebhooks.WaitUntilAppliedAsync(_database);
        var journaled = (long)(await _database.ScalarAsync("SELECT count(*) FROM journal"))!;
        var (all, content) = (await ProjectionDigest.OfAllAsync(_database), await ProjectionDigest.OfContentAsync(_database));

        var untouched = await ReplayJob.RunAsync(signalbox.Client, Everything);

        // Supabase's requests have no id: each is an event, also one that is sent again.
        Assert.InRange(journaled, Events, 2 * Events);
        Assert.Equal((journaled, journaled, 0, 0, 0), (ReplayJob.Number(untouched, "looked"), ReplayJob.Number(untouched, "applied"), ReplayJob.Number(untouched, "rows"), ReplayJob.Number(untouched, "failed"), ReplayJob.Number(untouched, "waiting")));
        Assert.Equal(all, await ProjectionDigest.OfAllAsync(_database));

        await _database.ExecuteAsync("""
            DELETE FROM customers; DELETE FROM invoices; DELETE FROM products;
            DELETE FROM users; DELETE FROM organizations; DELETE FROM memberships; DELETE FROM suppressions; DELETE FROM social_posts; DELETE FROM supabase_rows;
            DELETE FROM message_events; DELETE FROM messages;
            """);
        var repaired = await ReplayJob.RunAsync(signalbox.Client, Everything);

        Assert.Equal((journaled, 0), (ReplayJob.Number(repaired, "applied"), ReplayJob.Number(repaired, "failed")));
        Assert.Equal(content, await ProjectionDigest.OfContentAsync(_database));
    }

    [Fact]
    public async Task Replay_ProcessKilledInTheMiddle_TheNextGoesOnWhereItWas()
    {
        await JournalFill.FillAsync(_database, Events, customers: 500);
        string id, all;
        await using (var first = await StartAsync(new() { ["Signalbox__Replays__EventsPerSecond"] = "2000" }))
        {
            await JournalFill.WaitUntilAppliedAsync(_database);
            all = await ProjectionDigest.OfAllAsync(_database);
            id = await ReplayJob.StartAsync(first.Client);
            await ReplayJob.ReadAsync(first.Client, id, static r => ReplayJob.Number(r, "looked") >= 1_000);
            await first.KillAsync();
        }

        var left = (long)(await _database.ScalarAsync($"SELECT looked FROM replays WHERE id = '{id}' AND state = 'running'"))!;
        Assert.InRange(left, 1_000, Events - 1);

        await using var second = await StartAsync([]);
        var done = await ReplayJob.ReadAsync(second.Client, id, static r => ReplayJob.State(r) == "done");

        Assert.Equal((Events, Events, 0, 0), (ReplayJob.Number(done, "looked"), ReplayJob.Number(done, "applied"), ReplayJob.Number(done, "rows"), ReplayJob.Number(done, "failed")));
        Assert.Equal(all, await ProjectionDigest.OfAllAsync(_database));
        Assert.Equal(2, await _database.ScalarAsync($"SELECT attempts FROM replays WHERE id = '{id}'"));
    }

    [Fact]
    public async Task Replay_OverHttp_TellsItsProgress_IsCancelled_AndThereAreOnlySoMany()
    {
        await JournalFill.FillAsync(_database, Events, customers: 500);
        await using var signalbox = await StartAsync(new() { ["Signalbox__Replays__EventsPerSecond"] = "1000" });
        await JournalFill.WaitUntilAppliedAsync(_database);
        var id = await ReplayJob.StartAsync(signalbox.Client, new Dictionary<string, string> { ["stream"] = "stripe/customer/cus_7" });
        Assert.Equal(1, (await ReplayJob.ReadAsync(signalbox.Client, id, static r => ReplayJob.State(r) == "done")).GetProperty("progress").GetDouble());

        id = await ReplayJob.StartAsync(signalbox.Client, new Dictionary<string, string> { ["type"] = "customer.*" });
        var running = await ReplayJob.ReadAsync(signalbox.Client, id, static r => ReplayJob.Number(r, "looked") > 0);
        Assert.Equal(("running", JsonValueKind.Null), (ReplayJob.State(running), running.GetProperty("finished_at").ValueKind));
        Assert.InRange(running.GetProperty("progress").GetDouble(), 0, 1);
        for (var others = 1; others < 16; others++)
        {
            await ReplayJob.StartAsync(signalbox.Client);
        }

        using var tooMany = await signalbox.Client.PostAsJsonAsync("/v1/replays", new Dictionary<string, string> { ["account"] = "stripe" });
        Assert.Equal((HttpStatusCode.Conflict, "too_many_replays"), (tooMany.StatusCode, (await tooMany.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));

        using var cancelled = await signalbox.Client.DeleteAsync(new Uri($"/v1/replays/{id}", UriKind.Relative));
        Assert.Equal("cancelled", ReplayJob.State(await cancelled.Content.ReadFromJsonAsync<JsonElement>()));
        using var again = await signalbox.Client.DeleteAsync(new Uri($"/v1/replays/{id}", UriKind.Relative));
        var ended = await again.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (again.StatusCode, ReplayJob.State(ended)));
        await signalbox.WaitForLogAsync($"Replay {id} was cancelled");
        Assert.Equal(ReplayJob.Number(ended, "looked"), ReplayJob.Number(await ReplayJob.ReadAsync(signalbox.Client, id, static _ => true), "looked"));
        await ReplayJob.StartAsync(signalbox.Client);
    }

    [Fact]
    public async Task Rebuild_OfADamagedRow_WritesItAsItWas()
    {
        await JournalFill.FillAsync(_database, 100, customers: 10);
        await using var signalbox = await StartAsync([]);
        await JournalFill.WaitUntilAppliedAsync(_database);
        var content = await ProjectionDigest.OfContentAsync(_database);
        await _database.ExecuteAsync("UPDATE customers SET name = 'damaged', as_of = now() + interval '1 year' WHERE id = 'cus_2'");

        using var rebuilt = await signalbox.Client.PostAsync(new Uri("/v1/streams/stripe/customer/cus_2/rebuild", UriKind.Relative), null);

        var report = await rebuilt.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, 10, 10, 1, 1, 0), (report.GetProperty("first_version").GetInt64(), report.GetProperty("applied").GetInt64(), report.GetProperty("events").GetInt32(), report.GetProperty("objects").GetInt32(), report.GetProperty("written").GetInt32(), report.GetProperty("to_confirm").GetInt32()));
        Assert.Equal(content, await ProjectionDigest.OfContentAsync(_database));
        using var unknown = await signalbox.Client.PostAsync(new Uri("/v1/streams/stripe/customer/cus_none/rebuild", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private Task<SignalboxProcess> StartAsync(Dictionary<string, string> settings) => SignalboxProcess.StartAsync(new Dictionary<string, string>(settings)
    {
        ["ConnectionStrings__Signalbox"] = _database.ConnectionString,
        ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
        ["Signalbox__Replays__LookInterval"] = "00:00:00.100",
        ["Signalbox__Replays__Lease"] = "00:00:02",
        ["Signalbox__Replays__PageSize"] = "500",
        ["Signalbox__Replays__Share"] = "1",
    });
}
