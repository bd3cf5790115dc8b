using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Deliveries;

/// <summary>What a destination's grain sends, in which order, and what it does about failures.</summary>
public sealed class DestinationGrainTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeDestinations _destinations = new();
    private readonly FakeDeliveries _rows;

    public DestinationGrainTests()
    {
        _rows = new FakeDeliveries(_time);
        _destinations.Put(DestinationHost.Destination());
    }

    [Fact]
    public async Task Wake_MoreThanAPage_AllAreDeliveredAndNothingIsLeft()
    {
        var receiver = new FakeReceiver(static (_, _) => FakeReceiver.Ok);
        Add(1_000, keys: 50, receiver);
        await using var host = await StartAsync(receiver);

        await host.AdvanceUntilAsync(() => _rows.Waiting == 0, "all is delivered");

        Assert.Equal(1_000, receiver.Requests.Count);
        AssertOrder(receiver, keys: 50);
        Assert.Empty(_rows.Rows(1));
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(4, 200)]
    public async Task FailuresByChance_EveryEventArrives_FirstTimesInTheOrderOfTheirKey(int seed, int keys)
    {
        var chance = new Random(seed);
        var receiver = new FakeReceiver((_, attempt) =>
        {
            lock (chance)
            {
                return attempt < 4 && chance.Next(4) == 0 ? FakeReceiver.Status(chance.Next(2) == 0 ? 400 : 500) : FakeReceiver.Ok;
            }
        });
        Add(600, keys, receiver);
        await using var host = await StartAsync(receiver);

        await host.AdvanceUntilAsync(() => _rows.Waiting == 0, "all is delivered");

        AssertOrder(receiver, keys);
        Assert.Equal(600, receiver.Arrived.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task DeliveredWhileDueOnesAreRead_IsNotSentAgain(int seed)
    {
        var chance = new Random(seed);
        var receiver = new FakeReceiver((_, attempt) =>
        {
            lock (chance)
            {
                return attempt < 4 && chance.Next(4) == 0 ? FakeReceiver.Status(400) : FakeReceiver.Ok;
            }
        });
        receiver.Work = () => Task.Delay(TimeSpan.FromMilliseconds(50), _time);
        _rows.DueOnItsWay = TimeSpan.FromMilliseconds(100);
        Add(300, keys: 30, receiver);
        await using var host = await StartAsync(receiver);

        await host.AdvanceUntilAsync(() => _rows.Waiting == 0, "all is delivered");

        Assert.Equal(300, receiver.Requests.Count(static r => r.Arrived));
        AssertOrder(receiver, keys: 30);
    }

    [Fact]
    public async Task OneKeyFails_TheOthersFlow_AndItsNextWait()
    {
        var isMended = false;
        var receiver = new FakeReceiver((seq, _) => seq % 10 == 3 && !Volatile.Read(ref isMended) ? FakeReceiver.Status(400) : FakeReceiver.Ok);
        Add(100, keys: 10, receiver);
        await using var host = await StartAsync(receiver);

        await host.AdvanceUntilAsync(() => receiver.Arrived.Count == 90, "the other keys are delivered");
        Assert.All(receiver.Requests.Where(static r => r.Seq % 10 == 3), static r => Assert.Equal(3, r.Seq));

        Volatile.Write(ref isMended, true);
        await host.AdvanceUntilAsync(() => _rows.Waiting == 0, "all is delivered");
        AssertOrder(receiver, keys: 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LastAttemptFails_TheKeyGoesOn_OrIsHeld(bool holds)
    {
        _destinations.Put(DestinationHost.Destination(holds: holds));
        var receiver = new FakeReceiver(static (seq, _) => seq == 1 ? FakeReceiver.Status(400) : FakeReceiver.Ok);
        Add(5, keys: 1, receiver);
        await using var host = await StartAsync(receiver);

        await host.AdvanceUntilAsync(() => receiver.News.Contains("exhausted 1") && (holds || receiver.Arrived.Count == 4), "the first is given up on");
        await host.AdvanceUntilAsync(() => _rows.Rows(1).Any(r => r.Seq == 1 && r.State == (holds ? 3 : 4)), "that is written");

        Assert.Equal(4, receiver.Requests.Count(static r => r.Seq == 1));
        Assert.Equal(holds ? [] : [2, 3, 4, 5], receiver.Arrived);
    }

    [Fact]
    public async Task Gone_DisablesIt_AndNothingIsSentAfter()
    {
        _destinations.Put(DestinationHost.Destination(concurrency: 1));
        var receiver = new FakeReceiver(static (seq, _) => seq == 4 ? FakeReceiver.Status(410) : FakeReceiver.Ok);
        Add(50, keys: 50, receiver);
        await using var host = await StartAsync(receiver);

        await host.AdvanceUntilAsync(() => receiver.News.Contains("disabled gone"), "it is disabled");
        var sent = receiver.Requests.Count;
        var until = _time.GetUtcNow() + TimeSpan.FromMinutes(5);
        await host.AdvanceUntilAsync(() => _time.GetUtcNow() > until, "five minutes are over");

        Assert.Equal(4, sent);
        Assert.Equal(sent, receiver.Requests.Count);
        Assert.Equal(47, _rows.Waiting);
    }

    [Fact]
    public async Task EverythingFails_TheCircuitKeepsRequestsFew_AndAllArriveLater()
    {
        var isMended = false;
        var receiver = new FakeReceiver((_, _) => Volatile.Read(ref isMended) ? FakeReceiver.Ok : new AttemptOutcome(AttemptResult.Connect, TimeSpan.Zero));
        _destinations.Put(DestinationHost.Destination() with { Retry = RetrySchedule.Default });
        Add(2_000, keys: 2_000, receiver);
        await using var host = await StartAsync(receiver);

        var until = _time.GetUtcNow() + TimeSpan.FromMinutes(3);
        await host.AdvanceUntilAsync(() => _time.GetUtcNow() > until, "three minutes are over");
        Assert.InRange(receiver.Requests.Count, 10, 60);

        Volatile.Write(ref isMended, true);
        await host.AdvanceUntilAsync(() => _rows.Waiting == 0, "all is delivered");
        Assert.Equal(2_000, receiver.Arrived.Count);
    }

    [Fact]
    public async Task LeaseEnds_AnotherProcessGoesOn_InOrder()
    {
        var receiver = new FakeReceiver(static (_, _) => FakeReceiver.Ok);
        Add(400, keys: 20, receiver);
        await using var one = await StartAsync(receiver);
        await one.AdvanceUntilAsync(() => receiver.Requests.Count > 100, "some are delivered");

        // What the first has done since is not written: as if it had died, and its lease had ended.
        var never = new TaskCompletionSource();
        _rows.Held = never.Task;
        await one.AdvanceUntilAsync(() => receiver.Requests.Count > 200, "some more are delivered");
        _rows.Expire();
        await using var other = await DestinationHost.StartAsync("other", _rows, _destinations, receiver, _time);
        _rows.Held = null;
        await other.AdvanceUntilAsync(() => _rows.Waiting == 0, "all is delivered");
        never.SetResult();

        Assert.Equal(400, receiver.Arrived.Count);
        foreach (var key in receiver.Arrived.GroupBy(static seq => seq % 20))
        {
            Assert.Equal(key.Order(), key);
        }
    }

    private Task<DestinationHost> StartAsync(FakeReceiver receiver) => DestinationHost.StartAsync("one", _rows, _destinations, receiver, _time);

    private void Add(int count, int keys, FakeReceiver receiver)
    {
        receiver.KeyOf = seq => seq % keys;
        for (var seq = 1; seq <= count; seq++)
        {
            _rows.Add(1, seq, seq % keys);
        }
    }

    private static void AssertOrder(FakeReceiver receiver, int keys)
    {
        Assert.False(receiver.SawTwoOfAKey);
        foreach (var key in receiver.Arrived.GroupBy(seq => seq % keys))
        {
            Assert.Equal(key.Order(), key);
        }
    }
}
