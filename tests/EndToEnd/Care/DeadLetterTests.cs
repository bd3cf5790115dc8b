using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Care;

/// <summary>Many events that were given up on, and one that a retry saved, as somebody sees them over HTTP.</summary>
public sealed class DeadLetterTests : IAsyncLifetime
{
    private const int Letters = 130;

    // A sequence counts the refusals: it does not go back with the transaction that is refused.
    private const string RefuseSql = """
        CREATE SEQUENCE refused;
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF starts_with(NEW.name, 'Poison') OR (NEW.name = 'Twice' AND nextval('refused') <= 2) THEN
                RAISE EXCEPTION 'refused for the test';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION refuse();
        """;

    private TestDatabase _database = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync(RefuseSql);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Batches_ByIdsAndByFilter_ReplayAndDiscard_AndWhatFailsIsInNobodysWay()
    {
        await using var signalbox = await StartAsync("GoOn", attempts: 1);
        await Task.WhenAll(Enumerable.Range(0, Letters).Select(i => SendAsync(signalbox, $"evt_{i}", $"cus_{i}", $"Poison {i}")));
        await Patiently.ReadAsync("Open dead letters", OpenAsync, static open => open == Letters);
        var ids = (await signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/dead-letters?limit=200")).GetProperty("items").EnumerateArray().Select(static d => d.GetProperty("id").GetInt64()).Order().ToList();
        Assert.Equal(Letters, ids.Count);

        var discarded = await PostAsync(signalbox, "discard", new { ids = new[] { ids[0], ids[1], 999_999 } });
        Assert.Equal((2, 1, false), Of(discarded));
        Assert.Equal(["discarded", "discarded", "not_open"], Outcomes(discarded));
        Assert.Equal(Letters - 2, await OpenAsync());

        // All of them fail once more: those behind are come to nevertheless.
        var first = await PostAsync(signalbox, "replay", new { account = "stripe" });
        Assert.Equal((0, 100, true), Of(first));
        Assert.All(first.GetProperty("items").EnumerateArray(), static i => Assert.Contains("refused for the test", i.GetProperty("error").GetString(), StringComparison.Ordinal));
        var second = await PostAsync(signalbox, "replay", new { account = "stripe", after = first.GetProperty("last").GetInt64() });
        Assert.Equal((0, 28, false), Of(second));
        Assert.Equal(ids.Skip(2), Ids(first).Concat(Ids(second)));

        await _database.ExecuteAsync("DROP TRIGGER refuse ON customers");
        Assert.Equal((1, 0, false), Of(await PostAsync(signalbox, "replay", new { stream = "stripe/customer/cus_129" })));
        Assert.Equal((100, 0, true), Of(await PostAsync(signalbox, "replay", new { type = "customer.*" })));
        Assert.Equal((27, 0, false), Of(await PostAsync(signalbox, "replay", new { type = "customer.updated" })));
        Assert.Equal((0, 0, false), Of(await PostAsync(signalbox, "replay", new { account = "stripe" })));
        Assert.Equal(Letters - 2L, await _database.ScalarAsync("SELECT count(*) FROM customers"));
        Assert.Equal(Letters - 2, (await signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/dead-letters?status=replayed&limit=200")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Replay_OfDeadLetters_AsAJob_AppliesAndClosesThem_AndPassesOverDiscardedOnes()
    {
        await using var signalbox = await StartAsync("GoOn", attempts: 1);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync(signalbox, $"evt_{i}", $"cus_{i}", $"Poison {i}")));
        await Patiently.ReadAsync("Open dead letters", OpenAsync, static open => open == 10);
        await PostAsync(signalbox, "discard", new { stream = "stripe/customer/cus_3" });

        var failed = await Replays.ReplayJob.RunAsync(signalbox.Client, new Dictionary<string, string> { ["status"] = "dead_letter" });
        Assert.Equal((9, 0, 9), (Replays.ReplayJob.Number(failed, "looked"), Replays.ReplayJob.Number(failed, "resolved"), Replays.ReplayJob.Number(failed, "failed")));

        await _database.ExecuteAsync("DROP TRIGGER refuse ON customers");
        var done = await Replays.ReplayJob.RunAsync(signalbox.Client, new Dictionary<string, string> { ["status"] = "dead_letter" });

        Assert.Equal((9, 9, 0), (Replays.ReplayJob.Number(done, "looked"), Replays.ReplayJob.Number(done, "resolved"), Replays.ReplayJob.Number(done, "failed")));
        Assert.Equal(9L, await _database.ScalarAsync("SELECT count(*) FROM customers"));
        Assert.Equal(["received", "verified", "appended", "attempt_failed", "dead_letter", "discarded"], (await StepsAsync(signalbox, "evt_3")).Select(Step));
        Assert.Equal(
            ["received", "verified", "appended", "attempt_failed", "dead_letter", "attempt_failed", "replayed", "applied", "replay", "replay"],
            (await StepsAsync(signalbox, "evt_4")).Select(Step));
    }

    [Fact]
    public async Task Timeline_OfAnEventThatFailedTwiceAndThenWasApplied()
    {
        await using var signalbox = await StartAsync("Hold", attempts: 5);
        await SendAsync(signalbox, "evt_twice", "cus_twice", "Twice");
        await Patiently.ReadAsync("The name", () => _database.ScalarAsync("SELECT name FROM customers WHERE id = 'cus_twice'"), static name => name is "Twice");

        var steps = await StepsAsync(signalbox, "evt_twice");

        Assert.Equal(["received", "verified", "appended", "attempt_failed", "attempt_failed", "applied"], steps.Select(Step));
        Assert.Equal([1, 2, 3], steps.Skip(3).Select(static s => s.GetProperty("attempt").GetInt32()));
        Assert.All(steps.Skip(3).Take(2), static s => Assert.Contains("refused for the test", s.GetProperty("error").GetString(), StringComparison.Ordinal));
        var at = steps.Select(static s => s.GetProperty("at")).Where(static a => a.ValueKind is JsonValueKind.String).Select(static a => a.GetDateTime()).ToList();
        Assert.Equal(at.Order(), at);
        Assert.NotNull((await signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/events/evt_twice/timeline")).GetProperty("verified_with").GetString());
    }

    [Fact]
    public async Task Streams_HeldOnes_AreListedWithTheEventInTheirWay_AndStorageIsTold()
    {
        await using var signalbox = await StartAsync("Hold", attempts: 1);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => SendAsync(signalbox, $"evt_{i}", $"cus_{i}", $"Poison {i}")));
        await Patiently.ReadAsync("Open dead letters", OpenAsync, static open => open == 3);

        var first = await signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/streams?status=held&limit=2");
        var second = await signalbox.Client.GetFromJsonAsync<JsonElement>($"/v1/streams?status=held&limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        var streams = first.GetProperty("items").EnumerateArray().Concat(second.GetProperty("items").EnumerateArray()).ToList();
        Assert.Equal(["cus_0:evt_0", "cus_1:evt_1", "cus_2:evt_2"], streams.Select(static s => $"{s.GetProperty("id").GetString()}:{s.GetProperty("stall").GetProperty("event_id").GetString()}"));
        Assert.All(streams, static s => Assert.NotEqual(default, s.GetProperty("stall").GetProperty("since").GetDateTime()));
        Assert.False(second.GetProperty("more").GetBoolean());
        Assert.Equal(0, (await signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/streams?status=retrying")).GetProperty("items").GetArrayLength());
        using var unknown = await signalbox.Client.GetAsync(new Uri("/v1/streams?status=idle", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, unknown.StatusCode);

        var storage = await signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/storage");
        Assert.InRange(storage.GetProperty("database_bytes").GetInt64(), storage.GetProperty("tables").EnumerateArray().Sum(static t => t.GetProperty("bytes").GetInt64()), long.MaxValue);
        Assert.Equal(JsonValueKind.String, storage.GetProperty("oldest_event").ValueKind);
        Assert.All(storage.GetProperty("partitions").EnumerateArray(), static p => Assert.False(p.GetProperty("is_expired").GetBoolean()));

        await PostAsync(signalbox, "discard", new { account = "stripe" });
        await Patiently.ReadAsync(
            "The held streams", () => signalbox.Client.GetFromJsonAsync<JsonElement>("/v1/streams"), static page => page.GetProperty("items").GetArrayLength() == 0);
    }

    private Task<SignalboxProcess> StartAsync(string policy, int attempts) => SignalboxProcess.StartAsync(new Dictionary<string, string>
    {
        ["ConnectionStrings__Signalbox"] = _database.ConnectionString,
        ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
        ["Signalbox__Accounts__stripe__DeadLetters"] = policy,
        ["Signalbox__Streams__Attempts"] = $"{attempts}",
        ["Signalbox__Streams__FirstRetry"] = "00:00:00.050",
        ["Signalbox__Recovery__DueInterval"] = "00:00:00.100",
        ["Signalbox__Replays__LookInterval"] = "00:00:00.100",
    });

    private async Task<long> OpenAsync() => (long)(await _database.ScalarAsync("SELECT count(*) FROM dead_letters WHERE status = 'open'"))!;

    private static async Task SendAsync(SignalboxProcess signalbox, string id, string customer, string name) =>
        Assert.Equal(200, (await Webhook.SendAsync(signalbox, Webhook.Customer(id, customer, name, 1_760_000_000))).Status);

    private static async Task<JsonElement> PostAsync(SignalboxProcess signalbox, string action, object body)
    {
        using var answer = await signalbox.Client.PostAsJsonAsync($"/v1/dead-letters/{action}", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<List<JsonElement>> StepsAsync(SignalboxProcess signalbox, string id) =>
        [.. (await signalbox.Client.GetFromJsonAsync<JsonElement>($"/v1/events/{id}/timeline")).GetProperty("steps").EnumerateArray()];

    private static string? Step(JsonElement step) => step.GetProperty("step").GetString();

    private static (int Resolved, int Failed, bool More) Of(JsonElement batch) =>
        (batch.GetProperty("resolved").GetInt32(), batch.GetProperty("failed").GetInt32(), batch.GetProperty("more").GetBoolean());

    private static IEnumerable<string?> Outcomes(JsonElement batch) => batch.GetProperty("items").EnumerateArray().Select(static i => i.GetProperty("outcome").GetString());

    private static IEnumerable<long> Ids(JsonElement batch) => batch.GetProperty("items").EnumerateArray().Select(static i => i.GetProperty("id").GetInt64());
}
