using Signalbox.Feed;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Feed;

/// <summary>The order of the feed is that of the commits: nothing that is committed later hides behind a number that somebody has seen.</summary>
public sealed class FeedOrderTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Writers = 6;
    private const int StreamsOfOne = 4;
    private const int EventsOfOne = 20;

    private static readonly CancellationToken Patience = TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task SlowTransactionsSideBySide_NothingIsLost_NothingComesTwice_NothingOvertakes()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var streams = await Outbox.AppendAsync(_database, Writers * StreamsOfOne, EventsOfOne);
        var all = streams.Values.SelectMany(static p => p).ToHashSet();

        // A ring that holds next to nothing: readers are overtaken, closed, and go on from the tables.
        await using var host = await FeedHost.StartAsync(_database, new FeedOptions { RecentEvents = 16 });
        var pages = Task.Run(() => ReadPagesAsync(all.Count));
        var patient = Task.Run(() => FollowAsync(host, all.Count, leaves: null));
        var restless = Task.Run(() => FollowAsync(host, all.Count, leaves: new Random(seed)));
        var writers = streams.Chunk(StreamsOfOne).Select((own, i) => Task.Run(() => WriteAsync(own, new Random(seed + 1 + i), host.Signal))).ToList();
        await Task.WhenAll(writers);

        foreach (var read in new[] { await pages, await patient, await restless })
        {
            Assert.Equal(all.Order(), read.Select(static e => e.Position).Order());
            Assert.Equal(read.Select(static e => e.Seq).Order(), read.Select(static e => e.Seq));
            Assert.All(read.GroupBy(static e => e.Stream), static s => Assert.Equal(Enumerable.Range(1, EventsOfOne).Select(static v => (long)v), s.Select(static e => e.Version)));
        }
    }

    [Fact]
    public async Task TransactionThatIsOpenWithItsNumbers_KeepsLaterOnesFromBeingSeenBefore()
    {
        var streams = await Outbox.AppendAsync(_database, 2, 1);
        await using var connection = await _database.DataSource.OpenConnectionAsync(Patience);
        await using var first = await connection.BeginTransactionAsync(Patience);
        await using (var batch = new Npgsql.NpgsqlBatch(connection, first))
        {
            new CommitStatements().Add(batch, [Outbox.Commit("stripe/customer/cus_1", streams["stripe/customer/cus_1"], 0, 1)]);
            await batch.ExecuteNonQueryAsync(Patience);
        }

        var second = Task.Run(() => Outbox.Commit(_database, Outbox.Commit("stripe/customer/cus_2", streams["stripe/customer/cus_2"], 0, 1)));
        await WaitUntilOneWaitsForALockAsync();
        var pages = new OutboxPages(_database.DataSource);
        Assert.Empty((await pages.ReadAsync(0, 10, 1 << 20, Patience)).Events);
        await first.CommitAsync(Patience);
        await second;

        Assert.Equal(["stripe/customer/cus_1", "stripe/customer/cus_2"], (await pages.ReadAsync(0, 10, 1 << 20, Patience)).Events.Select(static e => e.Stream));
    }

    [Theory]
    [InlineData("UPDATE outbox_head SET last = 0")]
    [InlineData("UPDATE outbox_head SET last = journal_position(now() + interval '1 hour')")]
    public async Task CommitThatACrashUndid_OrAClockThatWasSetBack_GivesNoNumberTwice(string mishap)
    {
        var streams = await Outbox.AppendAsync(_database, 1, 2);
        var (stream, positions) = streams.Single();
        Outbox.Commit(_database, Outbox.Commit(stream, positions, 0, 1));
        var seen = (long)(await _database.ScalarAsync("SELECT seq FROM outbox"))!;

        // What a crash of PostgreSQL leaves of commits that were not on disk yet: nothing. It takes longer than a millisecond.
        await _database.ExecuteAsync($"DELETE FROM outbox; UPDATE stream_cursors SET applied = 0; {mishap}; SELECT pg_sleep(0.002)");
        var head = (long)(await _database.ScalarAsync("SELECT last FROM outbox_head"))!;
        Outbox.Commit(_database, Outbox.Commit(stream, positions, 0, 1));
        Outbox.Commit(_database, Outbox.Commit(stream, positions, 1, 2));

        var events = (await new OutboxPages(_database.DataSource).ReadAsync(0, 10, 1 << 20, Patience)).Events;
        Assert.Equal(positions, events.Select(static e => e.Position));
        Assert.All(events, e => Assert.True(e.Seq > seen && e.Seq > head));
    }

    private async Task WriteAsync(KeyValuePair<string, long[]>[] streams, Random chance, OutboxSignal signal)
    {
        var applied = new int[streams.Length];
        await using var connection = await _database.DataSource.OpenConnectionAsync(Patience);
        while (applied.Any(static a => a < EventsOfOne))
        {
            var commits = new List<StreamCommit>();
            for (var i = 0; i < streams.Length; i++)
            {
                var to = Math.Min(EventsOfOne, applied[i] + chance.Next(4));
                if (to > applied[i])
                {
                    commits.Add(Outbox.Commit(streams[i].Key, streams[i].Value, applied[i], to));
                }
            }

            if (commits.Count == 0)
            {
                continue;
            }

            var rollsBack = chance.Next(8) == 0;
            await Outbox.CommitSlowlyAsync(connection, [.. commits], TimeSpan.FromMilliseconds(chance.Next(8)), rollsBack);
            if (!rollsBack)
            {
                commits.ForEach(c => applied[Array.FindIndex(streams, s => s.Key == c.Stream)] = (int)c.To);
                signal.Committed(commits);
            }
        }
    }

    private async Task<List<FeedEvent>> ReadPagesAsync(int count)
    {
        var pages = new OutboxPages(_database.DataSource);
        var (read, after) = (new List<FeedEvent>(), 0L);
        while (read.Count < count)
        {
            Patience.ThrowIfCancellationRequested();
            var page = await pages.ReadAsync(after, 7, 1 << 20, Patience);
            read.AddRange(page.Events);
            after = page.Last;
        }

        return read;
    }

    private static async Task<List<FeedEvent>> FollowAsync(FeedHost host, int count, Random? leaves)
    {
        var (read, after) = (new List<FeedEvent>(), 0L);
        while (read.Count < count)
        {
            using var reader = await host.OpenAsync(new FeedStart.Behind(after));
            while (read.Count < count && leaves?.Next(5) != 0)
            {
                using var batch = await reader.ReadAsync(Patience);
                if (batch.End is not FeedEnd.None)
                {
                    Assert.Equal(FeedEnd.TooSlow, batch.End);
                    break;
                }

                read.AddRange(batch.Events);
                after = reader.After;
            }
        }

        return read;
    }

    private async Task WaitUntilOneWaitsForALockAsync()
    {
        while ((long)(await _database.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))! == 0)
        {
            Patience.ThrowIfCancellationRequested();
        }
    }
}
