using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Postgres;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>Who delivers to a destination hears of what other processes have committed or were asked for.</summary>
public sealed class DeliveryWakeTests : IAsyncLifetime
{
    private readonly DestinationDirectory _destinations = new();
    private TestDatabase _database = null!;
    private ProcessWakes _here = null!;
    private ProcessWakes _there = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        (_here, _there) = (WakesOf(_database), WakesOf(_database));
        _destinations.Replace([.. Enumerable.Range(1, 4).Select(static n => new Destination
        {
            Id = $"dst_{n}", Number = n, Url = new Uri("https://hooks.example.com/"), Match = new DestinationMatch($"dst_{n}", tenant: null, [], [], fields: null),
        })]);
        await _here.StartAsync(TestContext.Current.CancellationToken);
        await _there.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.StopAsync(CancellationToken.None);
        await _there.StopAsync(CancellationToken.None);
        _here.Dispose();
        _there.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Committed_WakesTheOwnerElsewhere_ButNoOtherProcess()
    {
        var (committer, owner) = (new HeldLeases(TimeProvider.System), new HeldLeases(TimeProvider.System));
        var (own, woken) = (new WokenGrains(), new WokenGrains());
        using var listening = await ListenAsync(woken, owner);
        committer.Keep(1, TimeSpan.FromMinutes(1));
        owner.Keep(1, TimeSpan.FromMinutes(1));
        owner.Keep(2, TimeSpan.FromMinutes(1));

        // 1 is the committer's own, whatever another believes; 3 is nobody's, and the committer's grain takes it.
        new DeliveryWakes(own, _destinations, committer, _here, NullLogger<DeliveryWakes>.Instance).Committed([Commit(1, 2, 3)]);

        Assert.Equal(["dst_1", "dst_2", "dst_3"], await own.UntilAsync("dst_3"));
        Assert.DoesNotContain("dst_1", await woken.UntilAsync("dst_2"));
        _here.Send(ProcessWakes.AskedDeliveries, 4);
        Assert.DoesNotContain("dst_3", await woken.UntilAsync("dst_4"));
    }

    [Fact]
    public async Task AskedFor_WakesWhoeverHasGrains_OwnerOrNot()
    {
        var woken = new WokenGrains();
        using var listening = await ListenAsync(woken, new HeldLeases(TimeProvider.System));

        // A process without grains.
        Assert.True(_destinations.TryFind(3, out var destination));
        new DeliveryCalls(_here, local: null).Call(destination);

        Assert.Contains("dst_3", await woken.UntilAsync("dst_3"));
    }

    [Fact]
    public void HeldLeases_ForgetWhatHasEnded()
    {
        var time = new ManualTimeProvider();
        var leases = new HeldLeases(time);
        leases.Keep(1, TimeSpan.FromSeconds(15));
        leases.Keep(2, TimeSpan.FromSeconds(30));
        leases.Keep(3, TimeSpan.FromSeconds(30));
        leases.Drop(3);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal([2], leases.All);
        Assert.False(leases.Holds(1));
    }

    /// <summary>A process that listens. What was sent before it does is lost, so it is called until it hears.</summary>
    private async Task<IDisposable> ListenAsync(WokenGrains woken, HeldLeases leases)
    {
        var listening = new DeliveryWakes(woken, _destinations, leases, _there, NullLogger<DeliveryWakes>.Instance).Listen();
        while (!woken.TryRead(out _))
        {
            _here.Send(ProcessWakes.AskedDeliveries, 4);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return listening;
    }

    private static StreamCommit Commit(params int[] destinations) =>
        new("stripe/customer/cus_1", 0, 1, []) { Leaving = [new LeavingEvent(1, [.. destinations.Select(static d => new DeliveryRoute(d, null))])] };

    private static ProcessWakes WakesOf(TestDatabase database)
    {
        var gate = new DatabaseGate();
        gate.Open("test");
        return new ProcessWakes(new HotConnections(database.ConnectionString), gate, TimeProvider.System, NullLogger<ProcessWakes>.Instance);
    }
}
