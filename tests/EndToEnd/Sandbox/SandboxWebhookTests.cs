using System.Net;
using System.Text.Json;
using Signalbox.Providers;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Every event is sent, signed; every fault of the way can be had.</summary>
public sealed class SandboxWebhookTests : IAsyncLifetime
{
    private WebhookReceiver _receiver = null!;
    private SandboxServer _server = null!;
    private SandboxClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _server = await SandboxServer.StartAsync(_receiver.Options());
        _client = new SandboxClient(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Payment_Made_ItsEventsComeInOrderAndVerify()
    {
        var paid = await _client.PayAsync("key-1");
        var webhooks = await _receiver.UntilAsync("charge.updated");

        Assert.Equal(["payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated"], webhooks.Select(static one => one.Type));
        Assert.All(webhooks, static one => Assert.Equal(SignatureFault.None, one.Fault));
        Assert.Equal(paid.Body, webhooks[2].Json.GetProperty("data").GetProperty("object").GetRawText());
        var request = webhooks[2].Json.GetProperty("request");
        Assert.Equal(("key-1", paid.Headers.GetValues("Request-Id").Single()), (request.GetProperty("idempotency_key").GetString(), request.GetProperty("id").GetString()));
        var truth = await FinishedAsync();
        Assert.All(truth, static one => Assert.Equal((1, 1), Counts(one)));
        Assert.Equal(webhooks.Select(static one => one.Id), truth.Select(static one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Refused_IsSentAgainUntilItIsTaken()
    {
        _receiver.Refuse(2);
        await _client.PostAsync("/v1/customers", "name", "Ada");

        foreach (var answer in (int[])[500, 500, 200])
        {
            Assert.Equal(answer, (await _receiver.NextAsync()).Answered);
        }

        Assert.Equal((3, 1), Counts(Assert.Single(await FinishedAsync())));
    }

    [Fact]
    public async Task RefusedForever_IsGivenUpAfterTheLastAttempt()
    {
        _receiver.Refuse(1000);
        await _client.PostAsync("/v1/customers", "name", "Ada");

        Assert.Equal((8, 0), Counts(Assert.Single(await FinishedAsync())));
    }

    [Fact]
    public async Task Drop_IsNeverSentAndListedAllTheSame()
    {
        await FaultAsync("""{"kind":"drop","type":"charge.*"}""");
        await _client.PayAsync();
        await _client.PostAsync("/v1/customers", "name", "Ada");

        Assert.Equal(["payment_intent.created", "payment_intent.succeeded", "customer.created"], (await _receiver.UntilAsync("customer.created")).Select(static one => one.Type));
        var dropped = (await FinishedAsync()).Where(static one => Counts(one) == (0, 0)).Select(static one => one.GetProperty("type").GetString());
        Assert.Equal(["charge.succeeded", "charge.updated"], dropped);
        Assert.Equal(5, (await _client.GetAsync("/v1/events")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Duplicate_ComesTwice()
    {
        await FaultAsync("""{"kind":"duplicate","count":1}""");
        await _client.PostAsync("/v1/customers", "name", "Ada");

        Assert.Equal((await _receiver.NextAsync()).Id, (await _receiver.NextAsync()).Id);
        Assert.Equal((2, 2), Counts(Assert.Single(await FinishedAsync())));
    }

    [Fact]
    public async Task Reorder_IsOvertakenByThoseThatFollow()
    {
        await FaultAsync("""{"kind":"reorder","type":"payment_intent.created","places":3,"delay_ms":60000}""");
        await _client.PayAsync();

        Assert.Equal(
            ["charge.succeeded", "payment_intent.succeeded", "charge.updated", "payment_intent.created"],
            (await _receiver.UntilAsync("payment_intent.created")).Select(static one => one.Type));
    }

    [Fact]
    public async Task Reorder_NothingFollows_ComesAllTheSame()
    {
        await FaultAsync("""{"kind":"reorder","delay_ms":10}""");
        await _client.PostAsync("/v1/customers", "name", "Ada");

        Assert.Equal("customer.created", (await _receiver.NextAsync()).Type);
    }

    [Fact]
    public async Task Delay_ComesWhenItsTimeHasCome()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await SandboxServer.StartAsync(_receiver.Options(), time);
        using var client = new SandboxClient(server);
        await client.ControlAsync("webhook-faults", """{"kind":"delay","type":"payment_intent.created","delay_ms":500}""");
        await client.PayAsync();

        Assert.Equal(["charge.succeeded", "payment_intent.succeeded", "charge.updated"], (await _receiver.UntilAsync("charge.updated")).Select(static one => one.Type));
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal("payment_intent.created", (await _receiver.NextAsync()).Type);
    }

    [Fact]
    public async Task RotatedSecret_IsRefusedAndThenSentWithTheRightOne()
    {
        await FaultAsync("""{"kind":"rotated_secret","count":1}""");
        await _client.PostAsync("/v1/customers", "name", "Ada");

        var (first, second) = (await _receiver.NextAsync(), await _receiver.NextAsync());
        Assert.Equal((SignatureFault.NoMatch, SignatureFault.None, first.Id), (first.Fault, second.Fault, second.Id));
    }

    [Fact]
    public async Task Secrets_TwoWhileRotating_BothSign()
    {
        using var control = new HttpClient { BaseAddress = _server.BaseAddress };
        using var rotated = new StringContent($$"""{"secrets":["whsec_the_next_not_real","{{WebhookReceiver.Secret}}"]}""");
        using var changed = await control.PutAsync(new Uri("/sandbox/webhook-endpoints/we_1", UriKind.Relative), rotated);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await _client.PostAsync("/v1/customers", "name", "Ada");

        Assert.Equal(SignatureFault.None, (await _receiver.NextAsync()).Fault);
        Assert.DoesNotContain("whsec_", (await _client.GetAsync("/sandbox/webhook-endpoints")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frozen_AllEventsAreOfOneSecond()
    {
        await _client.ControlAsync("clock", """{"frozen":true}""");
        var customer = await _client.NewCustomerAsync();
        for (var i = 0; i < 5; i++)
        {
            await _client.PostAsync($"/v1/customers/{customer}", "name", $"No. {i}");
        }

        await _client.DeleteAsync($"/v1/customers/{customer}");
        Assert.Single((await _receiver.UntilAsync("customer.deleted")).Select(static one => one.Created).Distinct());
    }

    [Fact]
    public async Task Resend_SendsTheEventOnceMore()
    {
        await _client.PostAsync("/v1/customers", "name", "Ada");
        var first = await _receiver.NextAsync();
        Assert.Equal(202, (await _client.ControlAsync($"events/{first.Id}/resend", "")).Status);

        Assert.Equal(first.Id, (await _receiver.NextAsync()).Id);
    }

    [Fact]
    public async Task Endpoint_AddedAndRemoved_GetsWhatHappensBetween()
    {
        await using var other = await WebhookReceiver.StartAsync();
        var added = await _client.ControlAsync("webhook-endpoints", $$"""{"url":"{{other.Address}}","secrets":["{{WebhookReceiver.Secret}}"]}""");
        Assert.Equal((201, "we_2"), (added.Status, added.Id));
        await _client.PostAsync("/v1/products", "name", "Lever frame");

        Assert.Equal("product.created", (await other.NextAsync()).Type);
        Assert.Equal(204, (await _client.DeleteAsync("/sandbox/webhook-endpoints/we_2")).Status);
        await _client.PostAsync("/v1/customers", "name", "Ada");
        await _receiver.UntilAsync("customer.created");
        Assert.Single((await FinishedAsync())[^1].GetProperty("deliveries").EnumerateArray());
    }

    private async Task FaultAsync(string rule) => Assert.Equal(201, (await _client.ControlAsync("webhook-faults", rule)).Status);

    /// <summary>The events of the ground truth, once nothing is on its way.</summary>
    private async Task<List<JsonElement>> FinishedAsync()
    {
        await Patiently.ReadAsync(
            "The webhooks on their way", async () => (await _client.GetAsync("/sandbox")).Json.GetProperty("webhooks_unfinished").GetInt32(), static count => count == 0);
        return [.. (await _client.TruthAsync()).GetProperty("events").EnumerateArray()];
    }

    private static (int Attempts, int Delivered) Counts(JsonElement one)
    {
        var delivery = Assert.Single(one.GetProperty("deliveries").EnumerateArray());
        return (delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("delivered").GetInt32());
    }
}
