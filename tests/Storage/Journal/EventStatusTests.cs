using System.Text;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>What becomes of events that cannot be applied at once, written as grains write it and read as the API reads it.</summary>
public sealed class EventStatusTests : IAsyncLifetime
{
    private const string Retrying = "stripe/customer/cus_retrying";
    private const string Held = "stripe/customer/cus_held";
    private const string WentOn = "stripe/customer/cus_went_on";
    private const string Waiting = "stripe-eu/customer/cus_waiting";

    private static readonly EventFilter All = new(Account: null, Type: null, Stream: null, From: null, To: null, Status: null);
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    private TestDatabase _database = null!;
    private PostgresJournalStore _journal = null!;
    private PostgresCommitStore _commits = null!;
    private PostgresStreamStore _streams = null!;
    private PostgresEventQueries _events = null!;
    private PostgresStreamQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        _commits = new PostgresCommitStore(new HotConnections(_database.ConnectionString));
        _streams = new PostgresStreamStore(_database.DataSource);
        _events = new PostgresEventQueries(_database.DataSource);
        _queries = new PostgresStreamQueries(_database.DataSource);
        Append(Retrying, 2);
        Append(Held, 3);
        Append(WentOn, 3);
        Append(Waiting, 1, "stripe-eu");
        await _streams.StallAsync(Retrying, new ApplyFailure(1, 1, "not yet"), Later, default);
        Apply(Held, 0, 1);
        Assert.True(await _streams.GiveUpAsync(await EntryAsync(Held, 2), new ApplyFailure(2, 8, "never"), hold: true, default));
        Assert.True(await _streams.GiveUpAsync(await EntryAsync(WentOn, 1), new ApplyFailure(1, 8, "no use"), hold: false, default));
        Apply(WentOn, 1, 2);
        Assert.True(await _streams.GiveUpAsync(await EntryAsync(WentOn, 3), new ApplyFailure(3, 8, "no use"), hold: false, default));
        await _streams.ResolveDeadLetterAsync(WentOn, 3, DeadLetterStatus.Discarded, default);
    }

    public async ValueTask DisposeAsync()
    {
        _journal.Dispose();
        _commits.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("retrying", "cus_retrying:1")]
    [InlineData("held", "cus_held:3")]
    [InlineData("pending", "cus_waiting:1 cus_retrying:2")]
    [InlineData("applied", "cus_went_on:2 cus_held:1")]
    [InlineData("dead_letter", "cus_went_on:1 cus_held:2")]
    [InlineData("discarded", "cus_went_on:3")]
    public async Task List_ByStatus_HasTheEventsOfWhichItHasBecome(string status, string expected)
    {
        var slice = await _events.ListAsync(All with { Status = status }, before: null, limit: 50, default);

        Assert.Equal(expected, string.Join(' ', slice.Events.Select(static e => $"{StreamKey.Parse(e.Stream).Id}:{e.Version}")));
        Assert.All(slice.Events, e => Assert.Equal(EventStatusNames.Parse(status), e.Status));
    }

    [Fact]
    public async Task Replayed_TheStreamThatItHeldWaitsNoMore()
    {
        Apply(Held, 1, 2);
        await _streams.ResolveDeadLetterAsync(Held, 2, DeadLetterStatus.Replayed, default);
        await _streams.ClearStallAsync(Held, default);

        var events = (await _events.ListAsync(All with { Stream = Held }, before: null, limit: 50, default)).Events;

        Assert.Equal([EventStatus.Pending, EventStatus.Applied, EventStatus.Applied], events.Select(static e => e.Status));
        Assert.Empty(await _queries.ListStalledAsync(held: true, null, null, 10, default));
    }

    [Fact]
    public async Task Stalled_OfEitherKind_NamesTheEventInTheWayAndSinceWhen()
    {
        var held = Assert.Single(await _queries.ListStalledAsync(held: true, account: null, after: null, limit: 10, default));
        var retrying = Assert.Single(await _queries.ListStalledAsync(held: false, account: null, after: null, limit: 10, default));

        Assert.Equal((Held, StreamMotion.Held, 3L, 1L), (held.Stream, held.State, held.Version, held.Applied));
        Assert.Equal((2L, 8, "never", "cus_held:2", "customer.updated"), (held.Stall!.Version, held.Stall.Attempts, held.Stall.Error, held.Stall.EventId, held.Stall.Type));
        Assert.Equal(await _database.ScalarAsync($"SELECT since FROM stalled_streams WHERE stream = '{Held}'"), held.Stall.Since);
        Assert.Null(held.Stall.DueAt);
        Assert.Equal(await _database.ScalarAsync($"SELECT id FROM dead_letters WHERE stream = '{Held}'"), held.Stall.DeadLetterId);
        Assert.Equal((Retrying, StreamMotion.Retrying, "cus_retrying:1", null), (retrying.Stream, retrying.State, retrying.Stall!.EventId, retrying.Stall.DeadLetterId));
        Assert.NotNull(retrying.Stall.DueAt);
    }

    [Fact]
    public async Task Stalled_AgainAndAgain_SinceIsOfTheFirstFailureOfTheEvent()
    {
        await _database.ExecuteAsync("UPDATE stalled_streams SET since = '2026-01-01 00:00+00'");

        await _streams.StallAsync(Retrying, new ApplyFailure(1, 2, "not yet"), Later, default);
        var same = Assert.Single(await _queries.ListStalledAsync(held: false, null, null, 10, default)).Stall!;
        await _streams.StallAsync(Retrying, new ApplyFailure(2, 1, "not yet"), Later, default);
        var next = Assert.Single(await _queries.ListStalledAsync(held: false, null, null, 10, default)).Stall!;

        Assert.Equal((new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), 2), (same.Since, same.Attempts));
        Assert.NotEqual(same.Since, next.Since);
    }

    [Fact]
    public async Task Stalled_PageByPageAndByAccount_EachStreamOnce()
    {
        for (var i = 0; i < 7; i++)
        {
            var stream = $"stripe{(i % 2 == 0 ? "" : "-eu")}/customer/cus_{i}";
            Append(stream, 1, i % 2 == 0 ? "stripe" : "stripe-eu");
            Assert.True(await _streams.GiveUpAsync(await EntryAsync(stream, 1), new ApplyFailure(1, 8, "e"), hold: true, default));
        }

        Assert.Equal(["stripe-eu/customer/cus_1", "stripe-eu/customer/cus_3", "stripe-eu/customer/cus_5"], await WalkAsync("stripe-eu"));
        Assert.Equal(["stripe/customer/cus_0", "stripe/customer/cus_2", "stripe/customer/cus_4", "stripe/customer/cus_6", Held], await WalkAsync("stripe"));
        Assert.Equal(8, (await WalkAsync(null)).Count);
        Assert.Empty(await WalkAsync("strip"));
    }

    [Fact]
    public async Task Records_OfAnEventThatFailedTwice_WasGivenUpOnAndReplayed()
    {
        await _streams.StallAsync(Retrying, new ApplyFailure(1, 2, "again"), Later, default);
        var waiting = await RecordsAsync(Retrying, 1);
        Assert.Equal([(2, "again"), (1, "not yet")], waiting.Faults.Select(static f => (f.Attempt, f.Error)));
        Assert.Null(waiting.Letter);
        Assert.Equal(await _database.ScalarAsync($"SELECT due_at FROM stalled_streams WHERE stream = '{Retrying}'"), waiting.DueAt);
        Assert.Null((await RecordsAsync(Retrying, 2)).DueAt);

        Assert.True(await _streams.GiveUpAsync(await EntryAsync(Retrying, 1), new ApplyFailure(1, 3, "for good"), hold: true, default));
        await _streams.FailDeadLetterAsync(Retrying, 1, "still", default);
        Apply(Retrying, 0, 1);
        await _streams.ResolveDeadLetterAsync(Retrying, 1, DeadLetterStatus.Replayed, default);
        var done = await RecordsAsync(Retrying, 1);

        Assert.Equal([(4, "still"), (3, "for good"), (2, "again"), (1, "not yet")], done.Faults.Select(static f => (f.Attempt, f.Error)));
        Assert.Equal("replayed", done.Letter!.Status);
        Assert.Null(done.DueAt);
        var timeline = EventTimelines.Of(new StoredEvent(await SummaryAsync(Retrying, 1), "", "{}"u8.ToArray(), "5f3a90c1"), done);
        Assert.Equal(
            ["received", "verified", "appended", "attempt_failed 1", "attempt_failed 2", "attempt_failed 3", "dead_letter", "attempt_failed 4", "replayed", "applied 5"],
            timeline.Steps.Select(static s => $"{s.Step} {s.Attempt}".TrimEnd()));
        Assert.Equal("5f3a90c1", timeline.VerifiedWith);
    }

    [Fact]
    public async Task Records_NameTheReplaysThatHaveComeByTheEvent_AndNoOthers()
    {
        var summary = await SummaryAsync(WentOn, 2);
        await _database.ExecuteAsync($"""
            INSERT INTO replays (id, account, stream, type, status, effects, from_position, to_position, at_position, at_version, looked)
            SELECT r.id, r.account, r.stream, r.type, r.status, false, 0, {summary.Position} + 1, r.at_position, r.at_version, 1
            FROM   (VALUES ('rp_1_all', NULL, NULL, NULL, NULL, {summary.Position}, 0),
                           ('rp_2_type', 'stripe', NULL, 'customer.*', 'applied', {summary.Position}, 0),
                           ('rp_3_stream', NULL, '{WentOn}', NULL, NULL, 0, 2),
                           ('rp_4_not_yet', NULL, NULL, NULL, NULL, {summary.Position} - 1, 0),
                           ('rp_5_other_account', 'stripe-eu', NULL, NULL, NULL, {summary.Position}, 0),
                           ('rp_6_other_type', NULL, NULL, 'invoice.*', NULL, {summary.Position}, 0),
                           ('rp_7_dead_letters', NULL, NULL, NULL, 'dead_letter', {summary.Position}, 0),
                           ('rp_8_stream_not_yet', NULL, '{WentOn}', NULL, NULL, 0, 1)) r (id, account, stream, type, status, at_position, at_version)
            """);

        Assert.Equal(["rp_3_stream", "rp_2_type", "rp_1_all"], (await _events.RecordsAsync(summary, default)).Replays.Select(static r => r.Id));
    }

    [Fact]
    public async Task ReadApplied_LeavesOutWhatWasGivenUpOn_PageByPageUpToTheCursor()
    {
        const string Stream = "stripe/customer/cus_long";
        Append(Stream, 9);
        Apply(Stream, 0, 2);
        Assert.True(await _streams.GiveUpAsync(await EntryAsync(Stream, 3), new ApplyFailure(3, 8, "e"), hold: false, default));
        Apply(Stream, 3, 4);
        Assert.True(await _streams.GiveUpAsync(await EntryAsync(Stream, 5), new ApplyFailure(5, 8, "e"), hold: false, default));
        await _streams.ResolveDeadLetterAsync(Stream, 5, DeadLetterStatus.Replayed, default);
        Apply(Stream, 5, 8);

        Assert.Equal([1L, 2L, 4L], await ReadAppliedAsync(Stream, after: 0, applied: 8, limit: 3));
        Assert.Equal([5L, 6L, 7L], await ReadAppliedAsync(Stream, after: 4, applied: 8, limit: 3));
        Assert.Equal([8L], await ReadAppliedAsync(Stream, after: 7, applied: 8, limit: 3));
        Assert.Empty(await ReadAppliedAsync(Stream, after: 8, applied: 8, limit: 3));
    }

    [Fact]
    public async Task ReadApplied_OfLargeEvents_IsBounded_ButNeverEmpty()
    {
        const string Stream = "stripe/customer/cus_large";
        var body = Encoding.UTF8.GetBytes($$"""{"filler":"{{new string('x', EntryInbox.MostBytes / 2)}}"}""");
        _journal.Append([.. Enumerable.Range(1, 4).Select(n => Events.Incoming($"large_{n}", Stream) with { Payload = body })]);
        Apply(Stream, 0, 4);

        Assert.Equal([1L, 2L], await ReadAppliedAsync(Stream, after: 0, applied: 4, limit: 100));
        Assert.Equal([3L, 4L], await ReadAppliedAsync(Stream, after: 2, applied: 4, limit: 100));
    }

    [Fact]
    public async Task FirstVersion_IsOfWhatTheJournalStillHolds()
    {
        Assert.Equal(1, await _streams.FirstVersionAsync(Held, default));
        await _database.ExecuteAsync($"DELETE FROM journal WHERE stream = '{Held}' AND version < 3");
        Assert.Equal(3, await _streams.FirstVersionAsync(Held, default));
        await _database.ExecuteAsync($"DELETE FROM journal WHERE stream = '{Held}'");
        Assert.Equal(0, await _streams.FirstVersionAsync(Held, default));
    }

    private void Append(string stream, int events, string account = "stripe") => _journal.Append([.. Enumerable.Range(1, events)
        .Select(n => Events.Incoming($"{StreamKey.Parse(stream).Id}:{n}", stream) with { Account = account })]);

    private void Apply(string stream, long from, long to) => Assert.Single(_commits.Commit([new StreamCommit(stream, from, to, [])]));

    private async Task<JournalEntry> EntryAsync(string stream, long version) => (await _streams.ReadEntryAsync(stream, version, default))!;

    private async Task<EventSummary> SummaryAsync(string stream, long version) =>
        (await _events.ListAsync(All with { Stream = stream }, version + 1, 1, default)).Events[0];

    private async Task<EventRecords> RecordsAsync(string stream, long version) => await _events.RecordsAsync(await SummaryAsync(stream, version), default);

    private async Task<IEnumerable<long>> ReadAppliedAsync(string stream, long after, long applied, int limit) =>
        (await _streams.ReadAppliedAsync(stream, after, applied, limit, default)).Select(static e => e.Version);

    private async Task<List<string>> WalkAsync(string? account)
    {
        var streams = new List<string>();
        while (await _queries.ListStalledAsync(held: true, account, streams.LastOrDefault(), 2, default) is { Count: > 0 } page)
        {
            streams.AddRange(page.Select(static s => s.Stream));
        }

        return streams;
    }
}
