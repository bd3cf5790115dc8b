using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Backfills;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Backfills;

/// <summary>Which objects are written, and where a backfill goes on.</summary>
public sealed class BackfillRunnerTests : IDisposable
{
    private readonly FakeSource _source = new();
    private readonly FakeBook _book = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public BackfillRunnerTests()
    {
        for (var i = 7; i >= 1; i--)
        {
            _source.Customers.Add(($"cus_{i}", $"name {i}"));
        }
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Work_ReadsEveryPageAndRecordsWhereItIs()
    {
        await WorkAsync(cursor: null);

        Assert.Equal([null, "cus_5", "cus_2"], _source.Asked);
        Assert.Equal([("cus_5", 3, 3, false), ("cus_2", 3, 3, false), ("cus_1", 1, 1, true)], _book.Steps.Select(static s => (s.Cursor, s.Read, s.Kept, s.IsLast)));
        Assert.Equal(7, _book.Rows.Count);
        Assert.All(_book.Rows, static row => Assert.False(row.Value.IsProvisional));
        Assert.True(_book.IsFinished);
    }

    [Fact]
    public async Task Work_GoesOnBehindTheCursor()
    {
        await WorkAsync(cursor: "cus_2");

        Assert.Equal(["cus_1"], _book.Rows.Keys);
    }

    [Fact]
    public async Task Work_OfAnEmptyList_IsDone()
    {
        _source.Customers.Clear();

        await WorkAsync(cursor: null);

        Assert.Equal(new BackfillStep("customers", null, 0, 0, IsLast: true), Assert.Single(_book.Steps));
        Assert.True(_book.IsFinished);
    }

    [Fact]
    public async Task Kind_ThatTheKeyMayNotList_IsDoneWithItsFault_AndTheOthersAreRead()
    {
        _source.BeforePage = static page =>
        {
            if (page == 2)
            {
                throw new BackfillException("Authentication: the key may not", new InvalidOperationException()) { IsForbidden = true };
            }
        };

        await WorkAsync(new BackfillCursor("products", null), new BackfillCursor("customers", null));

        Assert.Equal(new BackfillStep("products", "cus_5", 0, 0, IsLast: true, "Authentication: the key may not"), _book.Steps[1]);
        Assert.Equal("customers", _book.Steps[^1].Kind);
        Assert.Equal(7, _book.Rows.Count);
        Assert.True(_book.IsFinished);
        Assert.Empty(_book.Postponed);
    }

    [Fact]
    public async Task Row_ThatAnAnswerConfirmed_StaysAndCostsNoSecondRequest()
    {
        _book.Rows["cus_7"] = (5, false, "confirmed");

        await WorkAsync(cursor: null);

        Assert.Equal((5, false, "confirmed"), _book.Rows["cus_7"]);
        Assert.Equal(3, _source.Asked.Count);
    }

    [Fact]
    public async Task Row_ThatOnlyEventsToldOf_IsWrittenFromAPageReadAfterItsRevisionWasNoted()
    {
        _book.Rows["cus_7"] = (5, true, "of an event");

        // Changes between the first page and the second: the second one's copy is kept.
        _source.BeforePage = page => _source.Customers[0] = ("cus_7", page == 1 ? "stale" : "fresh");
        await WorkAsync(cursor: null);

        Assert.Equal((6, false, "fresh"), _book.Rows["cus_7"]);
        Assert.Equal([null, null, "cus_5", "cus_2"], _source.Asked);
    }

    [Fact]
    public async Task Row_ThatIsSignalledWhileThePageIsRead_IsLeftToTheReads()
    {
        _book.Rows["cus_7"] = (5, true, "of an event");
        _source.BeforePage = page =>
        {
            if (page == 2)
            {
                _book.Rows["cus_7"] = (6, true, "of a later event");
            }
        };

        await WorkAsync(cursor: null);

        Assert.Equal((6, true, "of a later event"), _book.Rows["cus_7"]);
        Assert.Equal(2, _book.Steps[0].Kept);
    }

    [Fact]
    public async Task Row_ThatAppearsWhileThePageIsRead_IsNotOverwrittenByThatPage()
    {
        _source.BeforePage = page => _book.Rows.TryAdd("cus_9", (1, true, "of an event"));
        _source.Customers.Insert(0, ("cus_9", "of the first page"));
        _source.BeforePage += page => _source.Customers[0] = ("cus_9", page == 1 ? "of the first page" : "of the second page");

        await WorkAsync(cursor: null);

        Assert.Equal("of the second page", _book.Rows["cus_9"].Name);
        Assert.Equal(2, _source.Asked.Count(static after => after is null));
    }

    [Fact]
    public async Task CursorThatIsGone_BeginsTheKindAgain()
    {
        await WorkAsync(cursor: "cus_deleted");

        Assert.Equal(["cus_deleted", null, "cus_5", "cus_2"], _source.Asked);
        Assert.Equal((null, 0), (_book.Steps[0].Cursor, _book.Steps[0].Read));
        Assert.Equal(7, _book.Rows.Count);
        Assert.True(_book.IsFinished);
    }

    [Fact]
    public async Task Page_ThatFails_PostponesTheBackfillForAsLongAsTheProviderAsks()
    {
        _source.BeforePage = static page =>
        {
            if (page == 2)
            {
                throw new BackfillException("RateLimited: wait", new TimeoutException()) { RetryAfter = TimeSpan.FromMinutes(2) };
            }
        };

        await WorkAsync(cursor: null);

        Assert.Equal([("RateLimited: wait", TimeSpan.FromMinutes(2))], _book.Postponed);
        Assert.Equal("cus_5", Assert.Single(_book.Steps).Cursor);
        Assert.False(_book.IsFinished);
    }

    [Fact]
    public async Task List_ThatSaysItGoesOnAndDoesNot_IsAFault_NotAnEndlessLoop()
    {
        _source.AlwaysHasMore = true;

        await WorkAsync(cursor: null);

        Assert.StartsWith("UnexpectedResponse", Assert.Single(_book.Postponed).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_EndsAfterThePageThatItIsAt()
    {
        _book.IsCancelled = true;

        await WorkAsync(cursor: null);

        Assert.Single(_source.Asked);
        Assert.False(_book.IsFinished);
    }

    private Task WorkAsync(string? cursor) => WorkAsync(new BackfillCursor(BackfillKinds.Customers, cursor));

    private Task WorkAsync(params BackfillCursor[] kinds)
    {
        var runner = new BackfillRunner(
            _source,
            _book,
            new BackfillPages(_source, _book, _book),
            new BackfillMetrics(_services.GetRequiredService<IMeterFactory>()),
            new DatabaseGate(),
            Options.Create(new BackfillOptions { PageSize = 3 }),
            new ManualTimeProvider(),
            NullLogger<BackfillRunner>.Instance);
        return runner.WorkAsync(new BackfillWork("bf_1", "stripe", 1, kinds), CancellationToken.None);
    }
}
