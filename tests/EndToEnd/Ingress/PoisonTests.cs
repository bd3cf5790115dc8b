using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>An event that cannot be applied delays its own stream and no other, and can be had back.</summary>
public sealed class PoisonTests : IAsyncLifetime
{
    private const string Stream = "stripe/customer/cus_poison";

    private TestDatabase _database = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync("""
            CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.id = 'cus_poison' AND NEW.name = 'Poison' THEN
                    RAISE EXCEPTION 'refused for the test';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER refuse_poison BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION refuse_poison();
            """);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Poisoned_Hold_StreamWaitsForTheReplayAndOthersDoNot()
    {
        await using var signalbox = await StartAsync("Hold");
        await PoisonAsync(signalbox);
        var held = await StateAsync(signalbox, static s => s.GetProperty("state").GetString() == "held");
        Assert.Equal((2, 1), (held.GetProperty("version").GetInt32(), held.GetProperty("applied").GetInt32()));
        var letter = held.GetProperty("stall").GetProperty("dead_letter_id").GetInt64();
        Assert.Equal(2, held.GetProperty("stall").GetProperty("attempts").GetInt32());

        await SendAsync(signalbox, "evt_behind", "cus_poison", "Behind", 3);
        await SendAsync(signalbox, "evt_other", "cus_other", "Other", 3);
        await NameAsync("cus_other", "Other");
        Assert.Equal("Before", await _database.ScalarAsync("SELECT name FROM customers WHERE id = 'cus_poison'"));

        using (var tooEarly = await ReplayAsync(signalbox, letter))
        {
            Assert.Equal(HttpStatusCode.Conflict, tooEarly.StatusCode);
            Assert.Contains("replay_failed", await tooEarly.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(1L, await _database.ScalarAsync($"SELECT applied FROM stream_cursors WHERE stream = '{Stream}'"));
        await _database.ExecuteAsync("DROP TRIGGER refuse_poison ON customers");
        using (var replayed = await ReplayAsync(signalbox, letter))
        {
            Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
            Assert.Equal("replayed", (await replayed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        }

        await NameAsync("cus_poison", "Behind");
        var idle = await StateAsync(signalbox, static s => s.GetProperty("state").GetString() == "idle");
        Assert.Equal((3, 3), (idle.GetProperty("version").GetInt32(), idle.GetProperty("applied").GetInt32()));
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM dead_letters WHERE status = 'open'"));
    }

    [Fact]
    public async Task Poisoned_GoOn_IsADeadLetterAndTheStreamGoesOn()
    {
        await using var signalbox = await StartAsync("GoOn");
        await PoisonAsync(signalbox);
        await Patiently.ReadAsync(
            "The open dead letter", () => _database.ScalarAsync("SELECT event_id FROM dead_letters WHERE status = 'open' AND attempts = 2"), static id => id is "evt_poison");

        await SendAsync(signalbox, "evt_behind", "cus_poison", "Behind", 3);
        await NameAsync("cus_poison", "Behind");
        var idle = await StateAsync(signalbox, static s => s.GetProperty("state").GetString() == "idle");
        Assert.Equal((3, 3), (idle.GetProperty("version").GetInt32(), idle.GetProperty("applied").GetInt32()));

        // Replayed late, the older copy does not overwrite the newer one.
        await _database.ExecuteAsync("DROP TRIGGER refuse_poison ON customers");
        var letter = (long)(await _database.ScalarAsync("SELECT id FROM dead_letters"))!;
        using var replayed = await ReplayAsync(signalbox, letter);
        Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
        Assert.Equal("Behind", await _database.ScalarAsync("SELECT name FROM customers WHERE id = 'cus_poison'"));
    }

    private async Task PoisonAsync(SignalboxProcess signalbox)
    {
        await SendAsync(signalbox, "evt_before", "cus_poison", "Before", 1);
        await NameAsync("cus_poison", "Before");
        await SendAsync(signalbox, "evt_poison", "cus_poison", "Poison", 2);
    }

    private Task<SignalboxProcess> StartAsync(string policy) => SignalboxProcess.StartAsync(new Dictionary<string, string>
    {
        ["ConnectionStrings__Signalbox"] = _database.ConnectionString,
        ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
        ["Signalbox__Accounts__stripe__DeadLetters"] = policy,
        ["Signalbox__Streams__Attempts"] = "2",
        ["Signalbox__Streams__FirstRetry"] = "00:00:00.050",
        ["Signalbox__Recovery__DueInterval"] = "00:00:00.100",
    });

    private static async Task SendAsync(SignalboxProcess signalbox, string id, string customer, string name, int second) =>
        Assert.Equal(200, (await Webhook.SendAsync(signalbox, Webhook.Customer(id, customer, name, 1_760_000_000 + second))).Status);

    private Task<object?> NameAsync(string customer, string expected) => Patiently.ReadAsync(
        $"The name of {customer}", () => _database.ScalarAsync($"SELECT name FROM customers WHERE id = '{customer}'"), name => name is string text && text == expected);

    private static Task<JsonElement> StateAsync(SignalboxProcess signalbox, Func<JsonElement, bool> isExpected) =>
        Patiently.ReadAsync($"The stream {Stream}", () => signalbox.Client.GetFromJsonAsync<JsonElement>($"/v1/streams/{Stream}"), isExpected);

    private static Task<HttpResponseMessage> ReplayAsync(SignalboxProcess signalbox, long letter) =>
        signalbox.Client.PostAsync(new Uri($"/v1/dead-letters/{letter}/replay", UriKind.Relative), null);
}
