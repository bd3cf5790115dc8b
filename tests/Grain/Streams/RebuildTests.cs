using Signalbox.Projections;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>The rows of a stream computed anew from its events.</summary>
public sealed class RebuildTests
{
    private const string Stream = "stripe/customer/cus_1";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeJournal _journal;

    public RebuildTests() => _journal = new FakeJournal(_time);

    [Fact]
    public async Task Rebuild_OfADamagedRow_WritesItAsItWas()
    {
        await using var host = await AppliedAsync();
        var before = _journal.Customer("stripe", "cus_1")!;
        _journal.Damage("stripe", "cus_1", static c => c with { Balance = -1, Head = c.Head with { AsOf = 9_999_999 } });

        var report = await host.Grain(Stream).RebuildAsync(CancellationToken.None);

        Assert.Equal(new RebuildReport(RebuildOutcome.Done, 1, 3, 3, 2, 2, 0), report);
        Assert.Equal((before.Balance, before.Head.AsOf, before.Head.Version), Of(_journal.Customer("stripe", "cus_1")!));
        Assert.Empty(_journal.Committed[^1].Leaving);
    }

    [Fact]
    public async Task Rebuild_WithoutTheEventThatWroteTheRow_KeepsTheRow()
    {
        await using var host = await AppliedAsync();
        _journal.Tear(Stream, 1);
        _journal.Tear(Stream, 2);

        var report = await host.Grain(Stream).RebuildAsync(CancellationToken.None);

        Assert.Equal((3L, 1, 1), (report.FirstVersion, report.Objects, report.Written));
        Assert.Equal(2, _journal.Customer("stripe", "cus_1")!.Balance);
    }

    [Fact]
    public async Task Rebuild_WhileEventsCome_AppliesThemAfterwards()
    {
        await using var host = await AppliedAsync();
        var offered = false;
        _journal.OnCommit = commit =>
        {
            if (!offered)
            {
                offered = true;
                host.Offer(_journal.Append(Stream, new FakeEvent("cus_4", 5_000)));
            }

            return Task.CompletedTask;
        };

        await host.Grain(Stream).RebuildAsync(CancellationToken.None);

        await host.UntilIdleAsync();
        Assert.Equal(1, _journal.WritesOf("stripe", "cus_4"));
        Assert.Equal(4, _journal.Look(Stream, static s => s.Applied));
    }

    private static (long? Balance, long AsOf, long Version) Of(CustomerRow row) => (row.Balance, row.Head.AsOf, row.Head.Version);

    /// <summary>Two events about one customer, and one about another.</summary>
    private async Task<StreamHost> AppliedAsync()
    {
        var host = await StreamHost.StartAsync(_journal, time: _time);
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_000, 1)));
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_001, 2)));
        host.Offer(_journal.Append(Stream, new FakeEvent("cus_3", 1_002, 3)));
        await host.UntilIdleAsync();
        return host;
    }
}
