using Signalbox.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>A key is worth one effect, whatever happens to the answer.</summary>
public sealed class SandboxIdempotencyTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private SandboxServer _server = null!;
    private SandboxClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync(time: _time);
        _client = new SandboxClient(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task SameKeyAndBody_SameAnswerAndOneCharge()
    {
        var first = await _client.PayAsync("key-1");
        var second = await _client.PayAsync("key-1");

        Assert.Equal((200, false), (first.Status, first.IsReplay));
        Assert.Equal((200, true, first.Body), (second.Status, second.IsReplay, second.Body));
        Assert.Equal(first.Headers.GetValues("Request-Id"), second.Headers.GetValues("Original-Request"));
        Assert.Equal(["key-1"], await ChargedKeysAsync());
    }

    [Fact]
    public async Task SameKeyAfterADecline_RepeatsTheDecline()
    {
        var first = await _client.PayAsync("key-1", "pm_card_chargeDeclined");
        var second = await _client.PayAsync("key-1", "pm_card_chargeDeclined");

        Assert.Equal((402, true, first.Body), (second.Status, second.IsReplay, second.Body));
        Assert.Equal(["key-1"], await ChargedKeysAsync());
    }

    [Fact]
    public async Task SameKeyOtherBody_IsRefused()
    {
        await _client.PayAsync("key-1");
        var other = await _client.PayAsync("key-1", amount: 1001);

        Assert.Equal((400, "idempotency_error"), (other.Status, other.Error.GetProperty("type").GetString()));
        Assert.Equal(["key-1"], await ChargedKeysAsync());
    }

    [Fact]
    public async Task SameKeyWhileRunning_IsAConflictAndThenTheAnswer()
    {
        await _client.ControlAsync("faults", """{"kind":"latency","latency_ms":60000,"count":1}""");
        var running = _client.PayAsync("key-1");
        await Ingress.Patiently.ReadAsync("The requests that arrived", CountAsync, static count => count == 1);

        var conflict = await Ingress.Patiently.ReadAsync("The second request", () => _client.PayAsync("key-1"), static reply => reply.Status == 409);
        Assert.Equal(("idempotency_error", "idempotency_key_in_use"), (conflict.Error.GetProperty("type").GetString(), conflict.Error.GetProperty("code").GetString()));
        await Ingress.Patiently.ReadAsync(
            "The first request",
            () =>
            {
                // More than once: its wait may not have begun yet. Not a day long: the key must not be forgotten.
                _time.Advance(TimeSpan.FromMinutes(1));
                return Task.FromResult(running.IsCompleted);
            },
            static isCompleted => isCompleted);

        Assert.Equal((200, (await running).Body), (200, (await _client.PayAsync("key-1")).Body));
        Assert.Equal(["key-1"], await ChargedKeysAsync());
    }

    [Fact]
    public async Task WrongParameters_LeaveTheKeyUnused()
    {
        Assert.Equal(400, (await _client.PayAsync("key-1", amount: 1)).Status);

        Assert.Equal((200, false), (await _client.PayAsync("key-1") is var paid ? paid.Status : 0, paid.IsReplay));
    }

    [Fact]
    public async Task AfterADay_TheKeyIsForgotten()
    {
        var first = await _client.PayAsync("key-1");
        _time.Advance(TimeSpan.FromHours(25));

        Assert.NotEqual(first.Id, (await _client.PayAsync("key-1")).Id);
        Assert.Equal(["key-1", "key-1"], await ChargedKeysAsync());
    }

    private async Task<int> CountAsync() => (await _client.GetAsync("/sandbox/requests?path=/v1/payment_intents")).Json.GetProperty("count").GetInt32();

    private async Task<IEnumerable<string?>> ChargedKeysAsync() =>
        (await _client.TruthAsync()).GetProperty("charges").EnumerateArray().Select(static one => one.GetProperty("idempotency_key").GetString());
}
