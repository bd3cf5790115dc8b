using System.Diagnostics;
using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;
using Signalbox.Tests.Grain.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Reads;

/// <summary>Events are signals to read: few reads, beside the applying, and none that is refused is forgotten for good.</summary>
public sealed class StreamReadTests
{
    private const string Stream = "stripe/customer/cus_1";
    private static readonly ObjectKey Customer = new(ProjectionTable.Customers, "cus_1");
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly FakeObjects _objects = new();
    private readonly FakeJournal _journal;

    public StreamReadTests() => _journal = new FakeJournal(_time) { OnCommit = _objects.SeeAsync };

    [Fact]
    public async Task Burst_OfFiftyEvents_IsOneRead()
    {
        await using var host = await StartAsync();
        await OfferAsync(host, 50);
        Assert.Empty(_objects.Reads);

        _time.Advance(Delay);
        await _objects.UntilAsync(static o => !o.IsProvisional(Customer), "The customer is not confirmed");

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([(Customer, CallPriority.Refresh)], _objects.Reads);
    }

    [Fact]
    public async Task Burst_ThatGoesOnDuringTheRead_IsTwoReads_AndTheReadHoldsUpNothing()
    {
        var door = new Door();
        _objects.OnRead = async _ =>
        {
            await door.PassAsync();
            return null;
        };
        await using var host = await StartAsync();
        await OfferAsync(host, 25);
        _time.Advance(Delay);
        await door.ReachedAsync();

        // Applied while the read is under way, which therefore is not kept.
        await OfferAsync(host, 25);
        Assert.Equal(50, _journal.Look(Stream, static s => s.Applied));
        door.Open();
        await AdvanceUntilAsync(static o => !o.IsProvisional(Customer));
        Assert.Equal(2, _objects.Reads.Count);
    }

    [Fact]
    public async Task Refused_IsLeftToTheScan_WhichHasItRead()
    {
        _objects.OnRead = static _ => Task.FromResult<ObjectAnswer?>(new ObjectAnswer.Refused("the circuit is open"));
        await using var host = await StartAsync();
        await OfferAsync(host, 3);
        _time.Advance(Delay);
        await _objects.UntilAsync(static o => o.Reads.Count == 1, "Nothing was read");
        _objects.OnRead = static _ => Task.FromResult<ObjectAnswer?>(null);

        var report = await host.Grain(Stream).RefreshAsync(new RefreshRequest([new ObjectName("customers", "cus_1")], IsInteractive: false), default);
        var again = await host.Grain(Stream).RefreshAsync(new RefreshRequest([new ObjectName("customers", "cus_1")], IsInteractive: false), default);

        Assert.Equal([ReadOutcome.Confirmed], report.Objects.Select(static o => o.Outcome));
        Assert.Equal([ReadOutcome.Unneeded], again.Objects.Select(static o => o.Outcome));
        Assert.Equal(2, _objects.Reads.Count);
    }

    [Fact]
    public async Task Refresh_ByHand_ReadsWhatIsConfirmedAsWell_FirstOfAll()
    {
        await using var host = await StartAsync();
        await OfferAsync(host, 1);
        var grain = host.Grain(Stream);

        Assert.Equal([ReadOutcome.Confirmed], (await grain.RefreshAsync(new RefreshRequest([], IsInteractive: true), default)).Objects.Select(static o => o.Outcome));
        Assert.Equal([ReadOutcome.Confirmed], (await grain.RefreshAsync(new RefreshRequest([], IsInteractive: true), default)).Objects.Select(static o => o.Outcome));

        Assert.All(_objects.Reads, static r => Assert.Equal(CallPriority.Interactive, r.Priority));
    }

    [Fact]
    public async Task Refresh_OfManyAfterARefusal_AsksForNoFurtherOne()
    {
        _objects.OnRead = static _ => Task.FromResult<ObjectAnswer?>(new ObjectAnswer.Refused("no permit"));
        await using var host = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            host.Offer(_journal.Append(Stream, new FakeEvent($"cus_{i}")));
        }

        await host.UntilIdleAsync();
        var report = await host.Grain(Stream).RefreshAsync(new RefreshRequest([], IsInteractive: true), default);

        Assert.Equal(Enumerable.Repeat(ReadOutcome.Refused, 5), report.Objects.Select(static o => o.Outcome));
        Assert.Single(_objects.Reads);
    }

    [Fact]
    public async Task Refresh_OfManyOfWhichOneFails_TheOthersAreRead()
    {
        _objects.OnRead = static key => Task.FromResult<ObjectAnswer?>(key.Id == "cus_1" ? new ObjectAnswer.Failed("500") : null);
        await using var host = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            host.Offer(_journal.Append(Stream, new FakeEvent($"cus_{i}")));
        }

        await host.UntilIdleAsync();
        var report = await host.Grain(Stream).RefreshAsync(new RefreshRequest([], IsInteractive: true), default);

        Assert.Equal([ReadOutcome.Failed, .. Enumerable.Repeat(ReadOutcome.Confirmed, 4)], report.Objects.OrderBy(static o => o.Name.Id, StringComparer.Ordinal).Select(static o => o.Outcome));
    }

    [Fact]
    public async Task NotFound_LeavesTheRowAsItIs_ButConfirmsATombstone()
    {
        _objects.OnRead = static key => Task.FromResult<ObjectAnswer?>(new ObjectAnswer.NotFound(StripeProjection.Instance.Gone("stripe", key, 1)));
        await using var host = await StartAsync();
        await OfferAsync(host, 1);
        var grain = host.Grain(Stream);

        Assert.Equal([ReadOutcome.Unreadable], (await grain.RefreshAsync(new RefreshRequest([], IsInteractive: true), default)).Objects.Select(static o => o.Outcome));
        Assert.True(_objects.IsProvisional(Customer));

        _objects.Delete(Customer);
        Assert.Equal([ReadOutcome.Confirmed], (await grain.RefreshAsync(new RefreshRequest([], IsInteractive: true), default)).Objects.Select(static o => o.Outcome));
        Assert.False(_objects.IsProvisional(Customer));
    }

    [Fact]
    public async Task AccountWithoutAKey_SignalsAndReadsNothing()
    {
        await using var host = await StartAsync(canRead: false);
        await OfferAsync(host, 5);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.False((await host.Grain(Stream).RefreshAsync(new RefreshRequest([], IsInteractive: true), default)).CanRead);
        Assert.Empty(_objects.Reads);
        Assert.All(_journal.Committed, static c => Assert.Empty(c.Signals));
    }

    private Task<StreamHost> StartAsync(bool canRead = true) => StreamHost.StartAsync(_journal, time: _time, objects: _objects, canRead: canRead);

    private async Task OfferAsync(StreamHost host, int events)
    {
        for (var i = 0; i < events; i++)
        {
            host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", Balance: i)));
        }

        await host.UntilIdleAsync();
    }

    /// <summary>Moves the clock again and again: the grain sets its timer when the tick before has ended.</summary>
    private async Task AdvanceUntilAsync(Func<FakeObjects, bool> condition)
    {
        for (var since = Stopwatch.GetTimestamp(); !condition(_objects) && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(20);)
        {
            _time.Advance(Delay);
            await Task.Yield();
        }

        Assert.True(condition(_objects), "The object was not read again.");
    }
}
