using Signalbox.Deliveries;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>What is to be delivered is a row from the commit on, and what becomes of it is written only in the name of the one who has the lease.</summary>
public sealed class DeliveryStoreTests : IAsyncLifetime
{
    private DeliveryBench _bench = null!;
    private DestinationLease _lease = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await DeliveryBench.StartAsync();
        await _bench.DestinationAsync("dst_1");
        await _bench.DestinationAsync("dst_2");
        _lease = (await _bench.Store.AcquireAsync(1, default))!;
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Commit_WritesOutboxAndDeliveries_InTheOrderOfTheStream()
    {
        _bench.Apply("stripe/customer/cus_1", 3, 1, 2);
        _bench.Apply("stripe/customer/cus_2", 2);

        Assert.Equal(5L, await _bench.Database.ScalarAsync("SELECT count(*) FROM outbox"));
        Assert.Equal(6L, await _bench.Database.ScalarAsync("SELECT count(*) FROM deliveries"));
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);
        Assert.Equal(["evt_1", "evt_2", "evt_3"], await _bench.Database.ListAsync(
            $"SELECT j.event_id FROM deliveries d JOIN journal j USING (\"position\") WHERE d.destination = 1 ORDER BY d.seq"));
        Assert.Equal(fresh.Select(static d => d.Seq).Order(), fresh.Select(static d => d.Seq));
        Assert.All(fresh, static d => Assert.False(d.IsBehind));
    }

    [Fact]
    public async Task Commit_FencedOff_LeavesNothing()
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        await _bench.Database.ExecuteAsync("UPDATE stream_cursors SET applied = 0");

        Assert.Empty(_bench.Apply("stripe/customer/cus_1", 1, 1));

        Assert.Equal(1L, await _bench.Database.ScalarAsync("SELECT count(*) FROM outbox"));
        Assert.Equal(1L, await _bench.Database.ScalarAsync("SELECT count(*) FROM deliveries"));
    }

    [Theory]
    [InlineData("is_enabled = false")]
    [InlineData("deleted_at = now()")]
    public async Task Commit_DestinationIsGoneMeanwhile_MakesNoDelivery(string change)
    {
        await _bench.Database.ExecuteAsync($"UPDATE destinations SET {change} WHERE number = 1");

        _bench.Apply("stripe/customer/cus_1", 1, 1, 2);

        Assert.Equal(["2:0:0"], await _bench.RowsAsync());
        Assert.Null(await _bench.OtherStore.AcquireAsync(1, default));
    }

    [Fact]
    public async Task Acquire_OneProcessHasIt_UntilItEnds()
    {
        Assert.Null(await _bench.OtherStore.AcquireAsync(1, default));
        Assert.NotNull(await _bench.OtherStore.AcquireAsync(2, default));

        await _bench.Database.ExecuteAsync("UPDATE destination_leases SET until = now() - interval '1 second'");
        var taken = await _bench.OtherStore.AcquireAsync(1, default);

        Assert.True(taken!.Fence > _lease.Fence);
        Assert.False(await _bench.Store.RenewAsync(1, _lease.Fence, default));
        Assert.True(await _bench.OtherStore.RenewAsync(1, taken.Fence, default));
    }

    [Fact]
    public async Task Release_AnotherNeedNotWait()
    {
        await _bench.Store.ReleaseAsync(1, _lease.Fence, default);
        Assert.NotNull(await _bench.OtherStore.AcquireAsync(1, default));
    }

    [Fact]
    public async Task Write_Delivered_DeletesTheRowAndKeepsTheAttempt()
    {
        _bench.Apply("stripe/customer/cus_1", 2, 1);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);

        var report = await WriteAsync(fresh[0] with { Attempts = 1 }, DeliveryFate.Delivered, Ok);

        Assert.True(report.IsOwner);
        Assert.Equal(["1:0:0"], await _bench.RowsAsync());
        Assert.Equal(["delivered:200:1"], await _bench.Database.ListAsync("SELECT result || ':' || status || ':' || attempt FROM delivery_attempts"));
    }

    [Fact]
    public async Task Write_InTheNameOfALeaseThatIsAnothers_WritesTheAttemptOnly()
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);
        await _bench.Database.ExecuteAsync("UPDATE destination_leases SET until = now()");
        await _bench.OtherStore.AcquireAsync(1, default);

        var report = await WriteAsync(fresh[0] with { Attempts = 1 }, DeliveryFate.Delivered, Ok);

        Assert.False(report.IsOwner);
        Assert.Equal(["1:0:0"], await _bench.RowsAsync());
        Assert.Equal(1L, await _bench.Database.ScalarAsync("SELECT count(*) FROM delivery_attempts"));
    }

    [Fact]
    public async Task Write_Failed_BlocksItsKeyUntilItIsDelivered_ThenTheOthersAreDueInTheirOrder()
    {
        _bench.Apply("stripe/customer/cus_1", 3, 1);
        _bench.Apply("stripe/customer/cus_2", 1, 1);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);

        await WriteAsync(fresh[0] with { Attempts = 1 }, DeliveryFate.Retry, Failed, TimeSpan.Zero);
        Assert.Equal([true, true, false], (await _bench.Store.ReadFreshAsync(1, 0, 10, default)).Select(static d => d.IsBehind));
        await WriteAsync(fresh[1], DeliveryFate.Parked);
        await WriteAsync(fresh[2], DeliveryFate.Parked);
        Assert.Equal(["1:1:1", "1:2:0", "1:2:0", "1:0:0"], await _bench.RowsAsync());

        var head = Assert.Single((await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries);
        await WriteAsync(head with { Attempts = 2 }, DeliveryFate.Delivered, Ok);
        var behind = (await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries;
        Assert.Equal([fresh[1].Seq, fresh[2].Seq], behind.Select(static d => d.Seq));

        // One fails: the other is due, and yet behind it.
        await WriteAsync(behind[0] with { Attempts = 1 }, DeliveryFate.Retry, Failed, TimeSpan.FromHours(1));
        Assert.Empty((await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries);
        await WriteAsync(behind[0] with { Attempts = 2 }, DeliveryFate.Delivered, Ok);
        Assert.Equal(behind[1].Seq, Assert.Single((await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries).Seq);
    }

    [Fact]
    public async Task Write_ParkedBehindNothingAnyMore_IsDue()
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);

        await WriteAsync(fresh[0], DeliveryFate.Parked);

        Assert.Single((await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_GivenUpOn_TheKeyGoesOn_OrIsHeld(bool holds)
    {
        _bench.Apply("stripe/customer/cus_1", 2, 1);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);
        await WriteAsync(fresh[0] with { Attempts = 1 }, DeliveryFate.Retry, Failed, TimeSpan.Zero);
        await WriteAsync(fresh[1], DeliveryFate.Parked);
        var due = Assert.Single((await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries);

        await WriteAsync(due with { Attempts = 2 }, holds ? DeliveryFate.Held : DeliveryFate.Dead, Failed);

        Assert.Equal(holds ? ["1:3:2", "1:2:0"] : ["1:4:2", "1:1:0"], await _bench.RowsAsync());
        Assert.Equal(0, await _bench.Store.UnparkAsync(1, default));
    }

    [Fact]
    public async Task Write_Health_CountsFromTheFirstFailureSinceASuccess()
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        var delivery = (await _bench.Store.ReadFreshAsync(1, 0, 10, default))[0];

        Assert.Equal(TimeSpan.Zero, (await WriteAsync(delivery, DeliveryFate.Retry, Failed, TimeSpan.Zero)).FailingFor);
        await _bench.Database.ExecuteAsync("UPDATE destination_health SET failing_since = now() - interval '2 hours', told = true");
        Assert.InRange((await WriteAsync(delivery, DeliveryFate.Retry, Failed, TimeSpan.Zero)).FailingFor!.Value.TotalHours, 2, 2.1);
        Assert.Equal(2L, await _bench.Database.ScalarAsync("SELECT failures FROM destination_health"));

        Assert.Null((await WriteAsync(delivery, DeliveryFate.Delivered, Ok)).FailingFor);
        Assert.Equal(["0:f:f"], await _bench.Database.ListAsync("SELECT failures || ':' || left(told::text, 1) || ':' || left((failing_since IS NOT NULL)::text, 1) FROM destination_health"));
    }

    [Fact]
    public async Task Write_AnErrorThatTheDatabaseCannotHold_CostsTheErrorOnly()
    {
        _bench.Apply("stripe/customer/cus_1", 2, 1);
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);
        var odd = Failed with { Error = "no\0t text" };
        var status = Failed with { Status = 999_999 };

        await Task.WhenAll(
            WriteAsync(fresh[0] with { Attempts = 1 }, DeliveryFate.Retry, odd, TimeSpan.FromHours(1)),
            WriteAsync(fresh[1] with { Attempts = 1 }, DeliveryFate.Retry, status, TimeSpan.FromHours(1)));

        Assert.Equal(["1:1:1", "1:1:1"], await _bench.RowsAsync());
        Assert.Equal(1L, await _bench.Database.ScalarAsync("SELECT count(*) FROM delivery_attempts"));
    }

    [Fact]
    public async Task Disable_TellsEveryProcess_Once()
    {
        Assert.True(await _bench.Store.DisableAsync(1, "gone", default));
        Assert.False(await _bench.Store.DisableAsync(1, "gone", default));
        Assert.Equal("gone", await _bench.Database.ScalarAsync("SELECT disabled_for FROM destinations WHERE number = 1 AND NOT is_enabled"));
        Assert.Equal(1L, await _bench.Database.ScalarAsync("SELECT count(*) FROM configuration_revisions WHERE name = 'destinations'"));
    }

    private static AttemptOutcome Ok { get; } = new(AttemptResult.Delivered, TimeSpan.FromMilliseconds(5)) { Status = 200 };

    private static AttemptOutcome Failed { get; } = new(AttemptResult.Status, TimeSpan.FromMilliseconds(5)) { Status = 500, Error = "The answer was 500.", Response = "no"u8.ToArray() };

    private Task<LedgerReport> WriteAsync(QueuedDelivery delivery, DeliveryFate fate, AttemptOutcome? attempt = null, TimeSpan? retryIn = null) =>
        _bench.Ledger.WriteAsync(new DeliveryOutcome(1, _lease.Fence, delivery, fate)
        {
            Attempt = attempt, At = TimeProvider.System.GetUtcNow(), RetryIn = retryIn, TellsHealth = attempt is not null,
        });
}
