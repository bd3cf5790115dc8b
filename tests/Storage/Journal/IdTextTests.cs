using Signalbox.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>Events looked for by a part of their id, which no index knows: page by page, each page a bounded look.</summary>
public sealed class IdTextTests : IAsyncLifetime
{
    private const int Entries = 65_000;
    private static readonly EventFilter Needles = new(Account: null, Type: null, Stream: null, From: null, To: null, Status: null, IdText: "needle");

    private TestDatabase _database = null!;
    private PostgresEventQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _queries = new PostgresEventQueries(_database.DataSource);
        await AddAsync(1, Entries);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("stripe/customer/cus_1")]
    public async Task List_WhileEventsCome_NothingIsSkippedAndNothingComesTwice(string? stream)
    {
        var (ids, pages, added) = (new List<string>(), 0, Entries);
        long? next = null;
        do
        {
            var slice = await _queries.ListAsync(Needles with { Stream = stream }, next, 2, default);
            Assert.True(slice.Events.Count <= 2);
            ids.AddRange(slice.Events.Select(static e => e.Id));
            next = slice.Next;
            pages++;
            await AddAsync(added + 1, added + 500);
            added += 500;
        }
        while (next is not null);

        Assert.Equal(Enumerable.Range(1, Entries / 7_000).Reverse().Select(static n => $"evt_{n * 7_000}_needle"), ids);

        // Each page looks at so many at most; a page that is full ends before.
        Assert.InRange(pages, Entries / IEventQueries.MostScanned, (Entries / IEventQueries.MostScanned) + (ids.Count / 2) + 1);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_n%e")]
    [InlineData("NEEDLE")]
    public async Task List_OfTextThatIsInNoId_IsEmpty(string text)
    {
        var slice = await _queries.ListAsync(Needles with { IdText = text }, before: null, limit: 10, default);

        Assert.Empty(slice.Events);
        Assert.NotNull(slice.Next);
    }

    [Fact]
    public async Task List_OfTextAndOtherFilters_NarrowEachOther()
    {
        var slice = await _queries.ListAsync(Needles with { IdText = "_7000_", Type = "usual", Account = "stripe", Status = "pending" }, before: 7_500L << 20, limit: 10, default);

        Assert.Equal("evt_7000_needle", Assert.Single(slice.Events).Id);
        Assert.Empty((await _queries.ListAsync(Needles with { Account = "other" }, before: 7_500L << 20, limit: 10, default)).Events);
    }

    // Positions that can be computed from the number.
    private Task AddAsync(int first, int last) => _database.ExecuteAsync($"""
        CREATE TABLE IF NOT EXISTS journal_of_the_test PARTITION OF journal FOR VALUES FROM (0) TO ({1L << 40});
        CREATE UNIQUE INDEX IF NOT EXISTS journal_of_the_test_stream_version ON journal_of_the_test (stream, version);
        INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, payload)
        SELECT g::bigint << 20, 'stripe/customer/cus_1', g, 'stripe', 'evt_' || g || CASE WHEN g % 7000 = 0 AND g <= {Entries} THEN '_needle' ELSE '' END, 'usual', 0, now(), '', ''
        FROM   generate_series({first}, {last}) g
        """);
}
