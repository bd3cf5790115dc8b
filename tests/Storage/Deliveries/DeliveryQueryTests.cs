using Signalbox.Deliveries;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>Deliveries and attempts as people see them.</summary>
public sealed class DeliveryQueryTests : IAsyncLifetime
{
    private static readonly DeliveryFilter Everything = new(null, null, null, null, null, null);

    private DeliveryBench _bench = null!;
    private DestinationLease _lease = null!;
    private PostgresDeliveryQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await DeliveryBench.StartAsync();
        await _bench.DestinationAsync("dst_1");
        await _bench.DestinationAsync("dst_2");
        await _bench.Database.ExecuteAsync("UPDATE destinations SET tenant = 'acme' WHERE number = 2");
        _lease = (await _bench.Store.AcquireAsync(1, default))!;
        _queries = new PostgresDeliveryQueries(_bench.Database.DataSource, new HeldLeases(TimeProvider.System), grains: null);

        // evt_1 delivered, evt_2 retrying, evt_3 parked behind it; evt_4 dead; evt_5 waiting, also at the other destination.
        _bench.Apply("stripe/customer/cus_1", 3, 1);
        _bench.Apply("stripe/customer/cus_2", 1, 1);
        _bench.Apply("stripe/customer/cus_3", 1, 1, 2);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);
        await WriteAsync(fresh[0] with { Attempts = 1 }, DeliveryFate.Retry, Failed, TimeSpan.Zero);
        await WriteAsync(fresh[0] with { Attempts = 2, IsAgain = true }, DeliveryFate.Delivered, Ok);
        await WriteAsync(fresh[1] with { Attempts = 1 }, DeliveryFate.Retry, Failed, TimeSpan.FromHours(1));
        await WriteAsync(fresh[2], DeliveryFate.Parked);
        await WriteAsync(fresh[3] with { Attempts = 1 }, DeliveryFate.Dead, Failed);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task List_NewestFirst_WithWhatWasDelivered()
    {
        var slice = await _queries.ListAsync(Everything, null, 50, default);

        Assert.Null(slice.Next);
        Assert.Equal(
            ["evt_5 dst_1 waiting 0", "evt_5 dst_2 waiting 0", "evt_4 dst_1 dead 1", "evt_3 dst_1 parked 0", "evt_2 dst_1 retrying 1", "evt_1 dst_1 delivered 2"],
            slice.Deliveries.Select(static d => $"{d.Event} {d.Destination} {d.Status} {d.Attempts}"));
        Assert.Equal(["status", null, "status", null], slice.Deliveries.Skip(2).Select(static d => d.Fault));
        Assert.Equal([false, true, false], slice.Deliveries.Skip(3).Select(static d => d.DueAt is not null));
    }

    [Theory]
    [InlineData("dst_1", null, "waiting", "evt_5")]
    [InlineData("dst_1", null, "delivered", "evt_1")]
    [InlineData(null, null, "failed", "evt_4,evt_2")]
    [InlineData(null, null, "parked", "evt_3")]
    [InlineData(null, null, "held", "")]
    [InlineData(null, "acme", null, "evt_5")]
    [InlineData(null, "-", "waiting", "evt_5")]
    [InlineData("dst_9", null, null, "")]
    public async Task List_Filtered(string? destination, string? tenant, string? status, string events)
    {
        var slice = await _queries.ListAsync(Everything with { Destination = destination, Tenant = tenant, Status = status }, null, 50, default);
        Assert.Equal(events, string.Join(',', slice.Deliveries.Select(static d => d.Event)));
    }

    [Fact]
    public async Task List_InPages_ShowsEachOnce()
    {
        var all = (await _queries.ListAsync(Everything, null, 50, default)).Deliveries;
        var (shown, before) = (new List<DeliveryView>(), (DeliveryKey?)null);
        do
        {
            var slice = await _queries.ListAsync(Everything, before, 1, default);
            shown.AddRange(slice.Deliveries);
            before = slice.Next;
        }
        while (before is not null);
        Assert.Equal(all, shown);
    }

    [Fact]
    public async Task List_OfAnEvent_OrOfATime()
    {
        var position = (long)(await _bench.Database.ScalarAsync("SELECT \"position\" FROM journal WHERE event_id = 'evt_5'"))!;
        var first = (long)(await _bench.Database.ScalarAsync("SELECT \"position\" FROM journal WHERE event_id = 'evt_1'"))!;

        Assert.Equal(["dst_1", "dst_2"], (await _queries.ListAsync(Everything with { Positions = [position] }, null, 50, default)).Deliveries.Select(static d => d.Destination));
        Assert.Equal(["delivered"], (await _queries.ListAsync(Everything with { Positions = [first] }, null, 50, default)).Deliveries.Select(static d => d.Status));
        Assert.Empty((await _queries.ListAsync(Everything with { Since = TimeProvider.System.GetUtcNow().AddHours(1) }, null, 50, default)).Deliveries);
        Assert.Equal(6, (await _queries.ListAsync(Everything with { Until = TimeProvider.System.GetUtcNow().AddHours(1) }, null, 50, default)).Deliveries.Count);
    }

    [Fact]
    public async Task List_DeliveredTwice_IsShownOnce_AndWhatWaitsAllTheSameWaits()
    {
        await _bench.Database.ExecuteAsync("INSERT INTO delivery_attempts SELECT * FROM delivery_attempts WHERE result = 'delivered'");
        Assert.Single((await _queries.ListAsync(Everything with { Status = "delivered" }, null, 50, default)).Deliveries);

        // The end of it was lost with PostgreSQL's last moments: it is sent again.
        await _bench.Database.ExecuteAsync("INSERT INTO deliveries (destination, seq, \"position\") SELECT DISTINCT destination, seq, \"position\" FROM delivery_attempts WHERE result = 'delivered'");
        Assert.Empty((await _queries.ListAsync(Everything with { Status = "delivered" }, null, 50, default)).Deliveries);
    }

    [Fact]
    public async Task Find_ShowsTheAttempts_AndWhatHasBecomeOfIt()
    {
        var listed = (await _queries.ListAsync(Everything, null, 50, default)).Deliveries;
        var delivered = (await FindAsync(listed[^1].Id))!;

        Assert.Equal(listed[^1], delivered.Delivery);
        Assert.Equal([(2, "delivered", 200, null), (1, "status", 500, "no")], delivered.Attempts.Select(static a => (a.Attempt, a.Result, a.Status!.Value, a.Response)));
        Assert.Equal("dead", (await FindAsync(listed[2].Id))!.Delivery.Status);
        await _bench.Database.ExecuteAsync("DELETE FROM deliveries WHERE state = 4");
        Assert.Equal("discarded", (await FindAsync(listed[2].Id))!.Delivery.Status);
        Assert.Null(await FindAsync("dlv_1_1"));
    }

    [Fact]
    public async Task Attempts_InPages_ByResult_WithTheBeginningOfTheAnswer()
    {
        await _bench.Database.ExecuteAsync("UPDATE delivery_attempts SET response = convert_to(repeat('é', 700), 'UTF8') || '\\xff'::bytea WHERE attempt = 2");
        var (shown, before) = (new List<AttemptView>(), (AttemptKey?)null);
        do
        {
            var slice = (await _queries.AttemptsAsync("dst_1", null, before, 1, default))!;
            shown.AddRange(slice.Attempts);
            before = slice.Next;
        }
        while (before is not null);

        Assert.Equal(["1 status", "1 status", "2 delivered", "1 status"], shown.Select(static a => $"{a.Attempt} {a.Result}"));
        Assert.Equal(new string('é', 500), shown[2].Response);
        Assert.EndsWith("é\ufffd", (await FindAsync(shown[2].Delivery))!.Attempts[0].Response, StringComparison.Ordinal);
        Assert.Equal(3, (await _queries.AttemptsAsync("dst_1", "status", null, 50, default))!.Attempts.Count);
        Assert.Null(await _queries.AttemptsAsync("dst_9", null, null, 50, default));
    }

    [Fact]
    public async Task Health_CountsTheLastHour_AndWhatWaits()
    {
        var health = (await _queries.HealthAsync("dst_1", default))!;

        Assert.Equal((4L, 0.25, 1L, 1L, 1L, 0L, 1L), (health.Requests, health.SuccessRate, health.Waiting, health.Retrying, health.Parked, health.Held, health.Dead));
        Assert.Equal((1L, 3L), (health.Results["delivered"], health.Results["status"]));
        Assert.Equal((5.0, true, null), (health.P50Ms, health.HasOwner, health.InFlight));
        Assert.True(health.OldestWaitingSeconds >= 0);
        var idle = (await _queries.HealthAsync("dst_2", default))!;
        Assert.Equal((0L, null, null, false), (idle.Requests, idle.SuccessRate, idle.P95Ms, idle.HasOwner));
        Assert.Null(await _queries.HealthAsync("dst_9", default));
    }

    private static AttemptOutcome Ok { get; } = new(AttemptResult.Delivered, TimeSpan.FromMilliseconds(5)) { Status = 200 };

    private static AttemptOutcome Failed { get; } = new(AttemptResult.Status, TimeSpan.FromMilliseconds(5)) { Status = 500, Error = "The answer was 500.", Response = "no"u8.ToArray() };

    private Task<DeliveryDetail?> FindAsync(string id)
    {
        Assert.True(DeliveryKey.TryParse(id, out var key));
        return _queries.FindAsync(key, default);
    }

    private Task<LedgerReport> WriteAsync(QueuedDelivery delivery, DeliveryFate fate, AttemptOutcome? attempt = null, TimeSpan? retryIn = null) =>
        _bench.Ledger.WriteAsync(new DeliveryOutcome(1, _lease.Fence, delivery, fate)
        {
            Attempt = attempt, At = TimeProvider.System.GetUtcNow(), RetryIn = retryIn, TellsHealth = attempt is not null,
        });
}
