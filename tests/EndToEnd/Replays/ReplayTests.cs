using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>A whole journal applied once more: rows that are right stay as they are, to the byte; rows that are gone come back.</summary>
public sealed class ReplayTests : IAsyncLifetime
{
    private const int Events = 10_000;
    private const int Customers = 500;

    private const string Digest = "SELECT md5(string_agg(c::text, '|' ORDER BY c.account, c.id)) FROM customers c";

    // What a row that was written anew has of its own.
    private const string Content = "SELECT md5(string_agg((to_jsonb(c) - 'revision' - 'updated_at')::text, '|' ORDER BY c.account, c.id)) FROM customers c";

    private TestDatabase _database = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Replay_OfEverything_LeavesRowsAsTheyAre_AndBringsBackWhatIsGone()
    {
        await using var signalbox = await SignalboxProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Signalbox"] = _database.ConnectionString,
            ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
            ["Signalbox__Replays__LookInterval"] = "00:00:00.100",
        });
        await FillAsync();
        signalbox.Client.Timeout = TimeSpan.FromSeconds(60);
        await Patiently.ReadAsync("What is not applied", () => _database.ScalarAsync("SELECT count(*) FROM streams WHERE applied < version"), static left => left is 0L);
        var (digest, content) = (await _database.ScalarAsync(Digest), await _database.ScalarAsync(Content));

        var untouched = await ReplayAsync(signalbox);

        Assert.Equal((Events, 0, 0), (Read(untouched, "applied"), Read(untouched, "rows"), Read(untouched, "failed")));
        Assert.Equal(digest, await _database.ScalarAsync(Digest));

        await _database.ExecuteAsync("DELETE FROM customers WHERE id LIKE 'cus_1%'");
        var repaired = await ReplayAsync(signalbox);

        Assert.Equal((Events, 0), (Read(repaired, "applied"), Read(repaired, "failed")));
        Assert.Equal(content, await _database.ScalarAsync(Content));

        await _database.ExecuteAsync("UPDATE customers SET name = 'damaged', as_of = now() + interval '1 year' WHERE id = 'cus_2'");
        using var rebuilt = await signalbox.Client.PostAsync(new Uri("/v1/streams/stripe/customer/cus_2/rebuild", UriKind.Relative), null);
        Assert.Equal(1, Read(await rebuilt.Content.ReadFromJsonAsync<JsonElement>(), "written"));
        Assert.Equal(content, await _database.ScalarAsync(Content));
    }

    /// <summary>Events as the ingress appends them; the recovery scan finds them, as after a crash.</summary>
    private Task FillAsync() => _database.ExecuteAsync($$"""
        SELECT enter_append();
        INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, payload)
        SELECT journal_position(now() + interval '1 second') + n, 'stripe/customer/cus_' || n % {{Customers}}, n / {{Customers}} + 1, 'stripe', 'evt_' || n, 'customer.updated', 1700000000 + n, now(), '',
               convert_to(json_build_object('id', 'evt_' || n, 'type', 'customer.updated', 'livemode', false, 'data',
                   json_build_object('object', json_build_object('id', 'cus_' || n % {{Customers}}, 'object', 'customer', 'name', 'Name ' || n)))::text, 'UTF8')
        FROM   generate_series(0, {{Events - 1}}) n;
        INSERT INTO stream_heads SELECT stream, max(version) FROM journal GROUP BY stream;
        INSERT INTO stream_cursors SELECT stream, 0 FROM stream_heads;
        """);

    private static async Task<JsonElement> ReplayAsync(SignalboxProcess signalbox)
    {
        using var started = await signalbox.Client.PostAsJsonAsync("/v1/replays", new Dictionary<string, string> { ["account"] = "stripe" });
        var id = (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        return await Patiently.ReadAsync(
            $"The replay {id}", () => signalbox.Client.GetFromJsonAsync<JsonElement>($"/v1/replays/{id}"), static r => r.GetProperty("state").GetString() == "done");
    }

    private static int Read(JsonElement item, string name) => item.GetProperty(name).GetInt32();
}
