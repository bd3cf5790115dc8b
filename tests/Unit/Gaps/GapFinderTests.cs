using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Gaps;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Gaps;

/// <summary>What is found, when, and how the mark moves.</summary>
public sealed class GapFinderTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeEventList _list = new();
    private readonly FakeGaps _gaps;
    private readonly GapOptions _options = new();
    private readonly JournalOptions _journal = new();
    private readonly LogLines _log = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly long _now;

    public GapFinderTests()
    {
        _gaps = new FakeGaps(_time);
        _now = _time.GetUtcNow().ToUnixTimeSeconds();
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Look_AppendsWhatTheJournalNeverHad_ByteForByteOldestFirst()
    {
        _gaps.SearchedTo = _now - 1_000;
        for (var i = 0; i < 8; i++)
        {
            _list.Add($"evt_{i}", _now - 900 + i);
        }

        _gaps.Known.UnionWith(["evt_1", "evt_2", "evt_5"]);
        await LookAsync();

        Assert.Equal(["evt_0", "evt_3", "evt_4", "evt_6", "evt_7"], _gaps.Appended.Select(static e => e.EventId).Order());
        Assert.All(_gaps.Appended, e => Assert.Contains(_list.Events, one => e.Payload.Span.SequenceEqual(Encoding.UTF8.GetBytes(one.Body))));
        var one = _gaps.Appended.Single(static e => e.EventId == "evt_6");
        Assert.Equal(("stripe", "customer.updated", "stripe/customer/cus_evt_6", _now - 894), (one.Account, one.Type, one.Stream, one.OccurredAt));
        Assert.Equal("Signalbox-Received-Via: event-list", one.Headers);
        Assert.Equal(5, _gaps.Found);
        Assert.Equal(["evt_6", "evt_7"], _gaps.Appended.Select(static e => e.EventId).Where(static id => id is "evt_6" or "evt_7"));
    }

    [Fact]
    public async Task Look_LeavesTheLagAlone_AndFindsItLater()
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Add("evt_young", _now - 59);

        await LookAsync();
        Assert.Empty(_gaps.Appended);
        Assert.Equal(_now - 60, _gaps.SearchedTo);

        _time.Advance(TimeSpan.FromSeconds(61));
        await LookAsync();
        Assert.Equal(["evt_young"], _gaps.Appended.Select(static e => e.EventId));
    }

    [Fact]
    public async Task Look_MovesTheMarkOnlyAfterWhatWasFoundIsAppended()
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Add("evt_1", _now - 900);

        await LookAsync();

        Assert.Equal([_now - 1_000], _gaps.MarksAtAppend);
        Assert.Equal(_now - 60, _gaps.SearchedTo);
    }

    [Fact]
    public async Task Look_OverlapsWithWhatWasCompared_SoThatWhatIsListedLateIsFound()
    {
        _gaps.SearchedTo = _now - 1_000;
        await LookAsync();
        var mark = _gaps.SearchedTo!.Value;

        _list.Add("evt_late", mark - 30);
        _time.Advance(TimeSpan.FromMinutes(1));
        await LookAsync();

        Assert.Equal(["evt_late"], _gaps.Appended.Select(static e => e.EventId));
    }

    [Theory]
    [InlineData(AppendOutcome.Duplicate, 0)]
    [InlineData(AppendOutcome.Full, 1)]
    public async Task Append_ThatComesToSomethingElse_IsCountedForWhatItIs(AppendOutcome outcome, int found)
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Add("evt_1", _now - 900);
        _gaps.Answer(outcome);

        var looking = LookAsync();
        while (!looking.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        await looking;
        Assert.Equal(found, _gaps.Found);
        Assert.Null(_gaps.Fault);
    }

    [Fact]
    public async Task Append_WhileTheDatabaseIsAway_EndsTheSearchAndLeavesTheMark()
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Add("evt_1", _now - 900);
        _gaps.Answer(AppendOutcome.Unavailable);

        await LookAsync();
        Assert.Equal((_now - 1_000, 0), (_gaps.SearchedTo!.Value, _gaps.Appended.Count));

        _time.Advance(_gaps.LastWait);
        await LookAsync();
        Assert.Single(_gaps.Appended);
        Assert.Null(_gaps.Fault);
    }

    [Fact]
    public async Task ListThatFails_IsToldOnce_AndGoesOnFromTheMarkWithShorterSlices()
    {
        _gaps.SearchedTo = _now - 1_000;
        for (var i = 0; i < 9; i++)
        {
            _list.Add($"evt_{i}", _now - 900 + i);
        }

        _list.Failure = new EventListException("RateLimited: wait 10 s", TimeSpan.FromMinutes(3), new TimeoutException());
        _list.PagesBeforeFailure = 2;
        var length = await LookAsync();

        Assert.Equal((3, _now - 1_000), (_gaps.Appended.Count, _gaps.SearchedTo!.Value));
        Assert.Equal(TimeSpan.FromMinutes(3), _gaps.LastWait);
        Assert.Equal(GapSlice.FirstLength / 2, length);

        _list.Failure = new EventListException("RateLimited: wait 9 s", null, new TimeoutException());
        _list.PagesBeforeFailure = 0;
        _time.Advance(TimeSpan.FromMinutes(3));
        await LookAsync();
        _list.Failure = null;
        _time.Advance(TimeSpan.FromMinutes(1));
        await LookAsync();

        Assert.Equal(9, _gaps.Appended.Count);
        Assert.Null(_gaps.Fault);
        Assert.Single(_log.Lines, static line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Single(_log.Lines, static line => line.Contains("looked for again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NotDue_AsksNobody()
    {
        _gaps.SearchedTo = _now - 1_000;
        await LookAsync();
        var asked = _list.Asked.Count;

        await LookAsync();

        Assert.Equal(asked, _list.Asked.Count);
    }

    [Theory]
    [InlineData(null, 3_600)]
    [InlineData(60L, 3_600)]
    [InlineData(7_200L, 7_200)]
    [InlineData(90L * 86_400, 30 * 86_400)]
    public async Task FirstStart_BeginsAtTheLookBack_OrTheNewestEvent_AndNoFurtherThanTheList(long? newestAge, long age)
    {
        _gaps.Newest = _now - newestAge;

        await LookAsync();

        Assert.Equal(_now - age, _list.Asked[1].From + (age == 30 * 86_400 ? 0 : _options.Overlap.TotalSeconds));
    }

    [Fact]
    public async Task FirstStartAfterALongOutage_TheFirstWebhookThatComes_CutsNothingOff()
    {
        _gaps.Journal.Add((_time.GetUtcNow() - TimeSpan.FromDays(3), _now - (3 * 86_400)));
        _gaps.Journal.Add((_time.GetUtcNow() - TimeSpan.FromSeconds(10), _now - 10));

        await LookAsync();

        Assert.Equal(_now - (3 * 86_400), _list.Asked[1].From + _options.Overlap.TotalSeconds);
    }

    [Theory]
    [InlineData("customer.*", 1)]
    [InlineData("invoice.paid,customer.updated", 1)]
    [InlineData("invoice.*", 0)]
    [InlineData("customer.update", 0)]
    [InlineData("*", 1)]
    [InlineData(null, 1)]
    public async Task Types_OthersAreNotMissed(string? types, int found)
    {
        _options.Types = types;
        _gaps.SearchedTo = _now - 1_000;
        _list.Add("evt_1", _now - 900);

        await LookAsync();

        Assert.Equal(found, _gaps.Appended.Count);
    }

    [Fact]
    public async Task MarkOfLongAgo_GoesNoFurtherBackThanIdsAreKept()
    {
        _journal.EventIdRetention = TimeSpan.FromDays(7);
        _gaps.SearchedTo = _now - (20 * 86_400);

        await LookAsync();

        Assert.Equal(_now - (7 * 86_400) + 3_600, _list.Asked[1].From);
    }

    [Fact]
    public async Task EventOfAClockThatRunsAhead_IsFoundAtOnce_AndTheMarkDoesNotFollowIt()
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Add("evt_ahead", _now + (90 * 86_400));

        await LookAsync();

        Assert.Equal(["evt_ahead"], _gaps.Appended.Select(static e => e.EventId));
        Assert.Equal(_now - 60, _gaps.SearchedTo);
    }

    [Fact]
    public async Task ClockThatIsAheadOfTheProviders_DoesNotPassWhatHasNotHappenedYet()
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Date = DateTimeOffset.FromUnixTimeSeconds(_now - 600);
        await LookAsync();
        Assert.Equal(_now - 660, _gaps.SearchedTo);

        _list.Add("evt_1", _now - 550);
        _time.Advance(TimeSpan.FromMinutes(5));
        _list.Date += TimeSpan.FromMinutes(5);
        await LookAsync();

        Assert.Equal(["evt_1"], _gaps.Appended.Select(static e => e.EventId));
    }

    [Fact]
    public async Task WhatIsNoEvent_IsPassedOver()
    {
        _gaps.SearchedTo = _now - 1_000;
        _list.Events.Add((_now - 900, """{"id":"evt_x","created":1}"""));
        _list.Add("evt_1", _now - 899);

        await LookAsync();

        Assert.Equal(["evt_1"], _gaps.Appended.Select(static e => e.EventId));
        Assert.Equal(_now - 60, _gaps.SearchedTo);
    }

    private Task<long> LookAsync()
    {
        var metrics = new GapMetrics(_services.GetRequiredService<IMeterFactory>(), _time);
        var search = new GapSearch(_list, _gaps, _gaps, metrics, Options.Create(_options), _time, NullLogger<GapSearch>.Instance);
        var finder = new GapFinder(_list, _gaps, search, metrics, new DatabaseGate(), Options.Create(_options), Options.Create(_journal), _time, _log);
        return finder.LookAsync("stripe", GapSlice.FirstLength, CancellationToken.None);
    }

    private sealed class LogLines : ILogger<GapFinder>
    {
        internal List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
