using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>Lists of the journal: filters, pages, bounded work, what became of each event.</summary>
public sealed class EventQueryTests : IAsyncLifetime
{
    private static readonly EventFilter All = new(Account: null, Type: null, Stream: null, From: null, To: null, Status: null);

    private TestDatabase _database = null!;
    private PostgresJournalStore _journal = null!;
    private PostgresEventQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        _queries = new PostgresEventQueries(_database.DataSource);
    }

    public async ValueTask DisposeAsync()
    {
        _journal.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task List_PageByPage_GivesEveryEventOnceNewestFirst()
    {
        for (var i = 1; i <= 7; i++)
        {
            Append(Events.Incoming($"evt_{i}", $"stripe/customer/cus_{i % 3}"));
        }

        var ids = await WalkAsync(All, limit: 3);

        Assert.Equal(["evt_7", "evt_6", "evt_5", "evt_4", "evt_3", "evt_2", "evt_1"], ids);
    }

    [Fact]
    public async Task List_OfAStream_GoesByVersion()
    {
        Append(Events.Incoming("evt_1"), Events.Incoming("evt_2", "stripe/customer/cus_2"), Events.Incoming("evt_3"), Events.Incoming("evt_4"));

        var ids = await WalkAsync(All with { Stream = "stripe/customer/cus_1" }, limit: 2);

        Assert.Equal(["evt_4", "evt_3", "evt_1"], ids);
    }

    [Fact]
    public async Task List_OfSeveralStreams_GivesTheirEventsOnceNewestFirst()
    {
        for (var i = 1; i <= 12; i++)
        {
            Append(Events.Incoming($"evt_{i}", $"stripe/customer/cus_{i % 4}"));
        }

        var streams = All with { Streams = ["stripe/customer/cus_1", "stripe/customer/cus_3", "stripe/customer/cus_unknown"] };
        Assert.Equal(["evt_11", "evt_9", "evt_7", "evt_5", "evt_3", "evt_1"], await WalkAsync(streams, limit: 2));
        Assert.Equal(["evt_11", "evt_9", "evt_7", "evt_5", "evt_3", "evt_1"], await WalkAsync(streams, limit: 50));
        Assert.Equal(["evt_1", "evt_11"], (await WalkAsync(streams with { IdText = "evt_1" }, limit: 2)).Order());
        Assert.Empty(await WalkAsync(All with { Streams = [] }, limit: 2));
    }

    [Fact]
    public async Task List_OfSeveralStreams_LooksAtSoManyOfEach_AndGoesOnBehindThem()
    {
        // Of 100 streams 200 entries each are looked at: the older ones of the long stream come with later pages, none twice.
        await _database.ExecuteAsync("""
            SELECT enter_append();
            INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, payload)
            SELECT journal_position(now()) + n, CASE WHEN n % 100 = 0 THEN 'stripe/customer/cus_2' ELSE 'stripe/customer/cus_1' END, n, 'stripe', 'evt_' || n, CASE WHEN n % 7 = 0 THEN 'rare' ELSE 'usual' END,
                   0, now(), '', ''
            FROM   generate_series(1, 1000) n;
            """);
        string[] streams = ["stripe/customer/cus_1", "stripe/customer/cus_2", .. Enumerable.Range(0, 98).Select(static i => $"stripe/customer/none_{i}")];

        var ids = await WalkAsync(All with { Streams = streams, Type = "rare" }, limit: 9);

        Assert.Equal(Enumerable.Range(1, 1000).Reverse().Where(static n => n % 7 == 0).Select(static n => $"evt_{n}"), ids);
    }

    [Theory]
    [InlineData("customer.updated", "evt_1")]
    [InlineData("customer.*", "evt_2,evt_1")]
    [InlineData("*", "evt_3,evt_2,evt_1")]
    [InlineData("customer", "")]
    [InlineData("customer_*", "")]
    public async Task List_ByType_MatchesExactlyOrByItsBeginning(string type, string expected)
    {
        Append(Events.Incoming("evt_1"), Events.Incoming("evt_2", type: "customer.deleted"), Events.Incoming("evt_3", type: "payout.paid"));

        var ids = await WalkAsync(All with { Type = type }, limit: 10);

        Assert.Equal(expected, string.Join(',', ids));
    }

    [Fact]
    public async Task List_ByAccount_LeavesOutOthers()
    {
        Append(Events.Incoming("evt_1"), Events.Incoming("evt_1", "stripe-eu/customer/cus_1") with { Account = "stripe-eu" });

        var slice = await _queries.ListAsync(All with { Account = "stripe-eu" }, before: null, limit: 10, default);

        Assert.Equal("stripe-eu", Assert.Single(slice.Events).Account);
    }

    [Fact]
    public async Task List_ByTime_HasItsBeginningAndNotItsEnd()
    {
        Append(Events.Incoming("evt_1"), Events.Incoming("evt_2"));
        await _database.ExecuteAsync("UPDATE journal SET \"position\" = journal_position(date_trunc('day', now(), 'UTC')) + 5 WHERE event_id = 'evt_1'");
        await _database.ExecuteAsync("UPDATE journal SET \"position\" = journal_position(date_trunc('day', now(), 'UTC') + interval '1 second') WHERE event_id = 'evt_2'");
        await using var command = _database.DataSource.CreateCommand("SELECT date_trunc('day', now(), 'UTC')");
        var day = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync())!);

        var ids = await WalkAsync(All with { From = day, To = day.AddSeconds(1) }, limit: 10);

        Assert.Equal(["evt_1"], ids);
    }

    [Fact]
    public async Task List_Status_TellsWhatBecameOfEachEvent()
    {
        Append([.. Enumerable.Range(1, 5).Select(static i => Events.Incoming($"evt_{i}"))]);
        await _database.ExecuteAsync("UPDATE stream_cursors SET applied = 4");
        await LetterAsync(version: 2, "open");
        await LetterAsync(version: 3, "discarded");
        await LetterAsync(version: 4, "replayed");

        var slice = await _queries.ListAsync(All, before: null, limit: 10, default);

        Assert.Equal(
            [EventStatus.Pending, EventStatus.Applied, EventStatus.Discarded, EventStatus.DeadLetter, EventStatus.Applied],
            slice.Events.Select(static e => e.Status));
        Assert.Equal(["evt_2"], await WalkAsync(All with { Status = "dead_letter" }, limit: 10));
        Assert.Equal(["evt_4", "evt_1"], await WalkAsync(All with { Status = "applied" }, limit: 1));
    }

    [Fact]
    public async Task List_FilterThatNothingPasses_StopsLookingAndGoesOnFromThere()
    {
        await _database.ExecuteAsync($"""
            INSERT INTO journal
            SELECT journal_position(now()) + g, 'stripe/customer/cus_1', g, 'stripe', 'evt_' || g, CASE g WHEN 1 THEN 'rare' ELSE 'usual' END, 0, now(), '', ''
            FROM   generate_series(1, {IEventQueries.MostScanned + 5}) g
            """);

        var first = await _queries.ListAsync(All with { Type = "rare" }, before: null, limit: 10, default);
        var ids = await WalkAsync(All with { Type = "rare" }, limit: 10);
        var ofStream = await WalkAsync(All with { Type = "rare", Stream = "stripe/customer/cus_1" }, limit: 10);

        Assert.Empty(first.Events);
        Assert.NotNull(first.Next);
        Assert.Equal(["evt_1"], ids);
        Assert.Equal(["evt_1"], ofStream);
    }

    [Fact]
    public async Task Find_SameIdInTwoAccounts_GivesBothOrTheOneAskedFor()
    {
        Append(Events.Incoming("evt_1", body: """{"a":1}"""), Events.Incoming("evt_1", "stripe-eu/customer/cus_1") with { Account = "stripe-eu" });

        var both = await _queries.FindAsync(["stripe", "stripe-eu"], "evt_1", default);
        var one = Assert.Single(await _queries.FindAsync(["stripe"], "evt_1", default));

        Assert.Equal(2, both.Count);
        Assert.Equal("""{"a":1}"""u8.ToArray(), one.Payload.ToArray());
        Assert.Equal("User-Agent: test", one.Headers);
        Assert.Equal(DateTimeKind.Utc, one.Summary.ReceivedAt.Kind);
        Assert.Empty(await _queries.FindAsync(["stripe"], "evt_2", default));
    }

    private void Append(params IReadOnlyList<IncomingEvent> events) => _journal.Append(events);

    private Task LetterAsync(long version, string status) => _database.ExecuteAsync($"""
        INSERT INTO dead_letters (account, stream, version, "position", event_id, type, status, attempts, error)
        VALUES ('stripe', 'stripe/customer/cus_1', {version}, 0, 'evt_{version}', 'customer.updated', '{status}', 3, 'no')
        """);

    private async Task<List<string>> WalkAsync(EventFilter filter, int limit)
    {
        var ids = new List<string>();
        long? next = null;
        do
        {
            var slice = await _queries.ListAsync(filter, next, limit, default);
            ids.AddRange(slice.Events.Select(static e => e.Id));
            next = slice.Next;
        }
        while (next is not null);

        return ids;
    }
}
