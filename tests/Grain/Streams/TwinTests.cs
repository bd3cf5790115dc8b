using Signalbox.Journal;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Streams;

/// <summary>Two activations of one stream, in two hosts over one database: the cursor decides, neither applies twice nor skips.</summary>
public sealed class TwinTests
{
    private const string Stream = "stripe/customer/cus_1";

    private readonly FakeJournal _journal = new(new ManualTimeProvider());

    [Fact]
    public async Task Commit_TwinMovedTheCursor_IsFencedAndTheGrainReloads()
    {
        await using var one = await StreamHost.StartAsync(_journal);
        await using var two = await StreamHost.StartAsync(_journal);
        var entries = Append(4);
        one.Offer(entries[0]);
        await one.UntilIdleAsync();
        var door = new Door();
        _journal.OnCommit = _ => door.PassAsync();
        one.Offer(entries[1], entries[2]);
        await door.ReachedAsync();

        // The twin passes while the first stands at its door.
        _journal.OnCommit = static _ => Task.CompletedTask;
        two.Wake(Stream);
        await two.UntilIdleAsync();
        Assert.Equal(4, _journal.Look(Stream, static s => s.Applied));
        door.Open();
        await one.UntilIdleAsync();

        Assert.Equal(1, _journal.Fenced);
        one.Offer(_journal.Append(Stream, new FakeEvent("cus_5")));
        await one.UntilIdleAsync();
        AssertAllApplied(5);
    }

    [Fact]
    public async Task Commit_FencedAfterTheTwinWroteAFresherCopy_DoesNotPutItsStalerCopyOverIt()
    {
        await using var one = await StreamHost.StartAsync(_journal);
        await using var two = await StreamHost.StartAsync(_journal);
        one.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_000, 1)));
        await one.UntilIdleAsync();
        two.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_005, 5)));
        await two.UntilIdleAsync();

        one.Offer(_journal.Append(Stream, new FakeEvent("cus_1", 1_003, 3)));
        await one.UntilIdleAsync();

        Assert.Equal(5, _journal.Customer("stripe", "cus_1")!.Balance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Stress_OffersWakesDuplicatesAndLossesFromManyThreads_EndAsTheFoldOfAll(int seed)
    {
        const int Streams = 4;
        const int Events = 400;
        await using var one = await StreamHost.StartAsync(_journal, new StreamOptions { FoldSize = 8 });
        await using var two = await StreamHost.StartAsync(_journal, new StreamOptions { FoldSize = 8 });
        StreamHost[] hosts = [one, two];
        var losses = new Random(seed);
        _journal.LosesOutcome = _ => losses.Next(40) switch
        {
            0 => Loss.Written,
            1 => Loss.NotWritten,
            _ => Loss.None,
        };

        await Task.WhenAll(Enumerable.Range(0, Streams).SelectMany(s => Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
        {
            var chance = new Random((seed * 100) + (s * 10) + writer);
            for (var n = 0; n < Events / 2; n++)
            {
                // One object that all events are about, at a time that only one of them has; and one that only this event is about.
                var both = _journal.Append($"stripe/customer/s{s}", new FakeEvent($"s{s}", chance.Next(1, int.MaxValue), chance.Next(1_000)));
                Send(hosts, chance, both);
            }
        }))));

        // What a recovery scan does until nothing is left.
        _journal.LosesOutcome = static _ => Loss.None;
        await Task.WhenAll(hosts.Select(static h => h.UntilIdleAsync()));
        for (var s = 0; s < Streams; s++)
        {
            one.Wake($"stripe/customer/s{s}");
            await _journal.UntilAsync($"stripe/customer/s{s}", static state => state.Applied == Events, $"all is applied (seed {seed})");
        }

        foreach (var stream in _journal.Committed.GroupBy(static c => c.Stream))
        {
            Assert.Equal(stream.Skip(1).Select(static c => c.From), stream.SkipLast(1).Select(static c => c.To));
        }

        for (var s = 0; s < Streams; s++)
        {
            var freshest = _journal.Look($"stripe/customer/s{s}", static state => state.Entries.Values.MaxBy(static e => (e.OccurredAt, e.EventId)))!;
            Assert.Equal((freshest.OccurredAt, freshest.Version), (_journal.Customer("stripe", $"s{s}")!.Head.AsOf, _journal.Customer("stripe", $"s{s}")!.Head.Version));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Stress_NothingIsLostAndNobodyScans_OffersAloneAreEnough(int seed)
    {
        const int Events = 600;
        await using var host = await StreamHost.StartAsync(_journal);
        var entries = Append(Events);

        // Every entry is offered at least once, by many threads in any order: the last offer, whenever it falls, must find a pump.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var chance = new Random((seed * 10) + thread);
            var mine = entries.Where((_, i) => i % 4 == thread).ToArray();
            chance.Shuffle(mine);
            foreach (var entry in mine)
            {
                host.Offer(entry);
                if (chance.Next(4) == 0)
                {
                    host.Offer(entry);
                }
            }
        })));
        await host.UntilIdleAsync();

        AssertAllApplied(Events);
    }

    private static void Send(StreamHost[] hosts, Random chance, JournalEntry entry)
    {
        var host = hosts[chance.Next(2)];
        switch (chance.Next(10))
        {
            case 0:
                break;
            case 1:
                host.Wake(entry.Stream);
                break;
            case 2:
                host.Offer(entry);
                hosts[chance.Next(2)].Offer(entry);
                break;
            default:
                host.Offer(entry);
                break;
        }
    }

    private JournalEntry[] Append(int events) =>
        [.. Enumerable.Range(1, events).Select(n => _journal.Append(Stream, new FakeEvent($"cus_{n}", Balance: n)))];

    private void AssertAllApplied(int events)
    {
        Assert.Equal(events, _journal.Look(Stream, static s => s.Applied));
        for (var n = 1; n <= events; n++)
        {
            Assert.Equal(1, _journal.WritesOf("stripe", $"cus_{n}"));
        }
    }
}
