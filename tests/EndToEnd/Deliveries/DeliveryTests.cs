using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support.Deliveries;

namespace Signalbox.Tests.EndToEnd.Deliveries;

/// <summary>Deliveries of the real process to a receiver that misbehaves, against what must arrive.</summary>
public sealed class DeliveryTests(DeliveryWorld world, ITestOutputHelper output) : IClassFixture<DeliveryWorld>
{
    private const int Seed = 20_260_301;

    private static readonly ReceiverFault[] Quick = [ReceiverFault.ServerError, ReceiverFault.ClientError, ReceiverFault.Reset, ReceiverFault.Garbage];

    private HttpClient Client => world.Process.Client;

    [Fact]
    public async Task Faults_EveryWantedEventArrivesInItsOrder_AndNoOther()
    {
        var events = OwnEvent.Draw(new Random(Seed), "evt_all", count: 300, streams: 50, "acme", "acme", "other", null);
        var (entity, whole, thin, stripe) = (world.Open("entity"), world.Open("whole"), world.Open("thin"), world.Open("stripe"));
        var (older, newer) = (DestinationCalls.FakeSecret('a'), DestinationCalls.FakeSecret('b'));
        entity.Trust(older, newer);
        entity.Answer(new FaultScript(Seed, 0.15, FaultScript.Passing));
        whole.Answer(new FaultScript(Seed, 0.1, Quick));
        thin.Answer(new FaultScript(Seed + 1, 0.15, FaultScript.Passing));
        stripe.Answer(new FaultScript(Seed, 0.3, Quick));
        var rotated = await Client.CreateDestinationAsync(entity, ("tenant", "acme"), ("secret", older));
        await Client.CreateDestinationAsync(whole, ("tenant", "acme"), ("types", new[] { "order.paid" }), ("ordered", "destination"));
        await Client.CreateDestinationAsync(thin, ("tenant", "*"), ("sources", new[] { "product" }), ("ordered", "none"), ("payload", "thin"), ("scheme", "v1a"));
        await Client.CreateDestinationAsync(stripe, ("sources", new[] { "stripe" }), ("fields", new Dictionary<string, object> { ["/data/object/name"] = new[] { "wanted" } }));

        await Client.PublishAsync(events.Take(150));
        await Client.SendJsonAsync(HttpMethod.Post, $"/v1/destinations/{rotated}/secrets", new() { ["secret"] = newer });
        await Client.PublishAsync(events.Skip(150));
        for (var n = 0; n < 20; n++)
        {
            Assert.Equal(200, (await Webhook.SendAsync(world.Process, Webhook.Customer($"evt_stripe_{n:d2}", $"cus_{n % 4}", n % 5 == 0 ? "unwanted" : "wanted", 1_700_000_000 + n))).Status);
        }

        List<OwnEvent> acme = [.. events.Where(static e => e.Tenant == "acme")], paid = [.. acme.Where(static e => e.Type == "order.paid")];
        var customers = Enumerable.Range(0, 20).Where(static n => n % 5 != 0).Select(static n => new OwnEvent($"evt_stripe_{n:d2}", "customer.updated", null, $"cus_{n % 4}", (n / 4) + 1)).ToList();
        await DeliveryWorld.ArrivedAsync(entity, acme);
        await DeliveryWorld.ArrivedAsync(whole, paid);
        await DeliveryWorld.ArrivedAsync(thin, events.ToList());
        await DeliveryWorld.ArrivedAsync(stripe, customers);
        await NothingWaitsAsync();

        Assert.Empty(DeliveryAudit.Faults(entity, acme, isOrdered: true));
        Assert.Empty(DeliveryAudit.Faults(whole, paid, isOrdered: true));
        Assert.Empty(DeliveryAudit.Faults(thin, events.ToList(), isOrdered: false));
        Assert.Empty(DeliveryAudit.Faults(stripe, customers, isOrdered: true));
        var committed = await world.Database.ListAsync("SELECT j.event_id FROM outbox o JOIN journal j USING (\"position\") ORDER BY o.seq");
        Assert.Equal(committed.Where(id => paid.Exists(e => e.Id == id)), whole.First.Select(static d => d.EventId));

        // Each attempt is one request, and every fault was met.
        foreach (var endpoint in new[] { entity, whole, thin, stripe })
        {
            Assert.All(endpoint.Deliveries.GroupBy(static d => d.EventId), static e => Assert.Equal(Enumerable.Range(1, e.Count()), e.Select(static d => d.Attempt)));
            Assert.All(endpoint.Deliveries.GroupBy(static d => d.EventId), static e => Assert.Equal(ReceiverFault.None, e.Last().Answer));
        }

        Assert.Empty(FaultScript.Passing.Except(thin.Deliveries.Concat(entity.Deliveries).Select(static d => d.Answer)));
        var afterRotation = events.Skip(150).Select(static e => e.Id).ToHashSet();
        Assert.All(entity.Deliveries.Where(d => afterRotation.Contains(d.EventId)), static d => Assert.Equal([0, 1], d.VerifiedBy));
        output.WriteLine($"deliveries: {events.Count} events, {entity.Deliveries.Count + whole.Deliveries.Count + thin.Deliveries.Count + stripe.Deliveries.Count} requests");
    }

    [Fact]
    public async Task Gone_NothingMoreIsSent_AndWhatWaitsArrivesOnceItIsEnabled()
    {
        const int Concurrency = 3;
        var events = OwnEvent.Draw(new Random(Seed), "evt_gone", count: 60, streams: 20, "gone");
        var (gone, witness) = (world.Open("gone"), world.Open("gone-witness"));
        gone.Answer(FaultScript.Always(ReceiverFault.Gone));
        var id = await Client.CreateDestinationAsync(gone, ("tenant", "gone"), ("concurrency", Concurrency));
        await Client.CreateDestinationAsync(witness, ("tenant", "gone"));

        await Client.PublishAsync(events.Take(30));
        var state = await Patiently.ReadAsync(
            "the destination's state",
            () => Client.SendJsonAsync(HttpMethod.Get, $"/v1/destinations/{id}"),
            static d => d.GetProperty("state").GetString() == "disabled");
        await Client.PublishAsync(events.Skip(30));
        await DeliveryWorld.ArrivedAsync(witness, [.. events]);

        Assert.Equal("gone", state.GetProperty("disabled_for").GetString());
        Assert.InRange(gone.Deliveries.Count, 1, Concurrency);
        await world.ToldAsync("destination.disabled", id);

        gone.Answer(FaultScript.Faultless);
        await Client.ChangeDestinationAsync(id, ("state", "active"));
        await DeliveryWorld.ArrivedAsync(gone, [.. events.Take(30)]);
        Assert.Empty(DeliveryAudit.Faults(witness, [.. events], isOrdered: true));
    }

    [Fact]
    public async Task DisabledThroughTheApi_NothingNewBegins_AndGoesOnInOrderOnceItIsEnabled()
    {
        var events = OwnEvent.Draw(new Random(Seed), "evt_quiet", count: 120, streams: 10, "quiet");
        var (quiet, witness) = (world.Open("quiet"), world.Open("quiet-witness"));
        var id = await Client.CreateDestinationAsync(quiet, ("tenant", "quiet"), ("concurrency", 1), ("rate", 20));
        await Client.CreateDestinationAsync(witness, ("tenant", "quiet"));

        await Client.PublishAsync(events.Take(100));
        await Patiently.ReadAsync("what has come", () => Task.FromResult(quiet.Deliveries.Count), static come => come > 10);
        await Client.ChangeDestinationAsync(id, ("state", "disabled"));
        var come = quiet.Deliveries.Count;
        await Client.PublishAsync(events.Skip(100));
        await DeliveryWorld.ArrivedAsync(witness, [.. events]);

        // One may have been on its way.
        Assert.InRange(quiet.Deliveries.Count, come, come + 1);
        Assert.True(come < 100, "Everything had come before it was disabled.");

        await Client.ChangeDestinationAsync(id, ("state", "active"), ("rate", null));
        await DeliveryWorld.ArrivedAsync(quiet, [.. events.Take(100)]);
        Assert.Empty(DeliveryAudit.Faults(quiet, [.. events.Take(100)], isOrdered: true));
        Assert.Empty(DeliveryAudit.Faults(witness, [.. events], isOrdered: true));
    }

    [Fact]
    public async Task LastAttemptFails_TheKeyGoesOnOrIsHeld_AndSignalboxTells()
    {
        var events = OwnEvent.Draw(new Random(Seed), "evt_dead", count: 30, streams: 3, "dead");
        var dead = events.First(static e => e.Version == 2);
        var behind = events.Where(e => e.Stream == dead.Stream && e.Version > 2).ToList();
        var (goesOn, holds) = (world.Open("goes-on"), world.Open("holds"));
        goesOn.Answer(FaultScript.AlwaysFor(ReceiverFault.ServerError, dead.Id));
        holds.Answer(FaultScript.AlwaysFor(ReceiverFault.ServerError, dead.Id));
        var retry = ("retry", (object?)new[] { "00:00:01" });
        var goingOn = await Client.CreateDestinationAsync(goesOn, ("tenant", "dead"), retry);
        var holding = await Client.CreateDestinationAsync(holds, ("tenant", "dead"), ("dead_letters", "hold"), retry);

        await Client.PublishAsync(events);
        await DeliveryWorld.ArrivedAsync(goesOn, [.. events]);
        foreach (var id in new[] { goingOn, holding })
        {
            await world.ToldAsync("destination.failing", id);
            await world.ToldAsync("delivery.exhausted", id);
        }

        // The first success since.
        var last = new OwnEvent("evt_dead_last", "order.paid", "dead", "another", 1);
        events = [.. events, last];
        await Client.PublishAsync([last]);
        await world.ToldAsync("destination.recovered", goingOn);
        await world.ToldAsync("destination.recovered", holding);

        await DeliveryWorld.ArrivedAsync(holds, [.. events.Except(behind)]);

        Assert.Empty(DeliveryAudit.Faults(goesOn, [.. events], isOrdered: true));
        Assert.Empty(DeliveryAudit.Faults(holds, [.. events.Except(behind)], isOrdered: true));
        Assert.Equal(2, goesOn.Deliveries.Count(d => d.EventId == dead.Id));
        Assert.Equal(2, holds.Deliveries.Count(d => d.EventId == dead.Id));
        Assert.Equal(
            [$"{behind.Count} parked, 1 held"],
            await world.Database.ListAsync(
                $"""SELECT (count(*) FILTER (WHERE q.state = 2)) || ' parked, ' || (count(*) FILTER (WHERE q.state = 3)) || ' held' FROM deliveries q JOIN destinations d ON d.number = q.destination WHERE d.id = '{holding}'"""));
    }

    private Task NothingWaitsAsync() => Patiently.ReadAsync(
        "the deliveries that wait",
        async () => (long)(await world.Database.ScalarAsync(
            "SELECT count(*) FROM deliveries q JOIN destinations d ON d.number = q.destination WHERE d.tenant IS DISTINCT FROM 'gone' AND d.tenant IS DISTINCT FROM 'quiet' AND d.tenant IS DISTINCT FROM 'dead'"))!,
        static waiting => waiting == 0);
}
