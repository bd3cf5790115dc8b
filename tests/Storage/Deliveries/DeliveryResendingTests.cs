using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Feed;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>Events that have left before are delivered once more, in their order.</summary>
public sealed class DeliveryResendingTests : IAsyncLifetime
{
    private static readonly ResendRange Always = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200), [], After: null);

    private DeliveryBench _bench = null!;
    private DeliveryResending _resending = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await DeliveryBench.StartAsync();
        await _bench.DestinationAsync("dst_1");
        _resending = new DeliveryResending(new OutboxPages(_bench.Database.DataSource), _bench.Database.DataSource);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Resend_MakesNewDeliveries_BehindWhatWaits_InTheirOrder()
    {
        _bench.Apply("stripe/customer/cus_1", 2);
        _bench.Apply("stripe/customer/cus_2", 1, 1);

        Assert.Equal(new ResendReport(3, 3, Next: null), await _resending.ResendAsync(To(), Always, 1_000, default));

        Assert.Equal(["evt_3", "evt_1", "evt_2", "evt_3"], await EventsAsync());
        var fresh = await _bench.Store.ReadFreshAsync(1, 0, 10, default);
        Assert.Equal([false, true, false], [fresh[0].Key == fresh[1].Key, fresh[1].Key == fresh[2].Key, fresh[2].Key == fresh[3].Key]);
        Assert.Equal(fresh[0].Key, fresh[3].Key);

        // What leaves afterwards comes behind it.
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        Assert.Equal("evt_4", (await EventsAsync())[^1]);
    }

    [Fact]
    public async Task Resend_OnlyWhatIsWantedAndAskedFor()
    {
        _bench.Apply("stripe/customer/cus_1", 2);

        Assert.Equal(0, (await _resending.ResendAsync(To("invoice.*"), Always, 1_000, default)).Resent);
        Assert.Equal(0, (await _resending.ResendAsync(To(), Always with { Types = ["invoice.*"] }, 1_000, default)).Resent);
        Assert.Equal(0, (await _resending.ResendAsync(To(), Always with { To = DateTimeOffset.UnixEpoch.AddYears(1) }, 1_000, default)).Resent);
        Assert.Equal(0, (await _resending.ResendAsync(To(), Always with { From = Always.To.AddDays(-1) }, 1_000, default)).Resent);
        Assert.Equal(2, (await _resending.ResendAsync(To("customer.*"), Always with { Types = ["*.updated"] }, 1_000, default)).Resent);
    }

    [Fact]
    public async Task Resend_MoreThanMayBe_GoesOnWhereItStopped()
    {
        _bench.Apply("stripe/customer/cus_1", 3);

        var first = await _resending.ResendAsync(To(), Always, 2, default);
        Assert.Equal((2, 2), (first.Resent, first.Looked));
        Assert.Equal(new ResendReport(1, 1, Next: null), await _resending.ResendAsync(To(), Always with { After = first.Next }, 2, default));
        Assert.Equal(["evt_1", "evt_2", "evt_3"], await EventsAsync());
    }

    [Fact]
    public async Task Resend_ReplayedWithEffects_IsSentOnce()
    {
        _bench.Apply("stripe/customer/cus_1", 1);
        await _bench.Database.ExecuteAsync("INSERT INTO outbox SELECT seq + 1, \"position\" FROM outbox");

        Assert.Equal(new ResendReport(1, 2, Next: null), await _resending.ResendAsync(To(), Always, 1_000, default));
    }

    [Fact]
    public async Task Resend_DisabledMeanwhile_MakesNone()
    {
        _bench.Apply("stripe/customer/cus_1", 1);
        await _bench.Database.ExecuteAsync("UPDATE destinations SET is_enabled = false");

        Assert.Equal(0, (await _resending.ResendAsync(To(), Always, 1_000, default)).Resent);
        Assert.Empty(await _bench.RowsAsync());
    }

    private static Destination To(params string[] types) => new()
    {
        Id = "dst_1", Number = 1, Url = new Uri("https://hooks.example.com/"), Match = new DestinationMatch("dst_1", tenant: null, types, [], fields: null),
    };

    private Task<List<string>> EventsAsync() => _bench.Database.ListAsync("SELECT j.event_id FROM deliveries d JOIN journal j USING (\"position\") ORDER BY d.seq");
}
