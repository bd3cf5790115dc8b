using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Storage;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>Partitions come ahead of time and go with their retention, but never while somebody needs them.</summary>
public sealed class PartitionTests : IAsyncLifetime
{
    private const string OldWeek = "20260105";
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync($"""
            CREATE TABLE journal_{OldWeek} PARTITION OF journal FOR VALUES FROM (journal_position('2026-01-05 00:00+00')) TO (journal_position('2026-01-12 00:00+00'));
            CREATE TABLE event_ids_{OldWeek} PARTITION OF event_ids FOR VALUES FROM (journal_position('2026-01-05 00:00+00')) TO (journal_position('2026-01-12 00:00+00'));
            UPDATE recovery_mark SET "position" = journal_position('2026-02-01 00:00+00');
            """);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Ensure_AgainAndAgain_CreatesEachWeekOnce()
    {
        Assert.Equal(0, await _database.ScalarAsync("SELECT ensure_partitions(3)"));
        Assert.Equal(1, await _database.ScalarAsync("SELECT ensure_partitions(4)"));
    }

    [Fact]
    public async Task Drop_PastRetention_DropsBoth() =>
        Assert.Equal([$"event_ids_{OldWeek}", $"journal_{OldWeek}"], await DropAsync());

    [Fact]
    public async Task Drop_BeforeTheRecoveryMarkHasPassed_KeepsTheJournal()
    {
        await _database.ExecuteAsync("UPDATE recovery_mark SET \"position\" = journal_position('2026-01-07 00:00+00')");
        Assert.Equal([$"event_ids_{OldWeek}"], await DropAsync());
    }

    [Fact]
    public async Task Drop_WithAnOpenDeadLetter_KeepsTheJournalUntilItIsResolved()
    {
        await _database.ExecuteAsync("INSERT INTO dead_letters (account, stream, version, \"position\", event_id, type, attempts, error) VALUES ('stripe', 'stripe/customer/cus_1', 1, journal_position('2026-01-06 00:00+00'), 'evt_1', 't', 8, 'e')");
        Assert.Equal([$"event_ids_{OldWeek}"], await DropAsync());

        await _database.ExecuteAsync("UPDATE dead_letters SET status = 'discarded'");
        Assert.Equal([$"journal_{OldWeek}"], await DropAsync());
    }

    [Fact]
    public async Task Drop_WithEventsOfAStalledStream_KeepsTheJournalUntilTheyAreApplied()
    {
        await _database.ExecuteAsync("""
            INSERT INTO journal VALUES (journal_position('2026-01-06 00:00+00'), 'stripe/customer/cus_1', 1, 'stripe', 'evt_1', 't', 0, now(), '', '');
            INSERT INTO stream_heads VALUES ('stripe/customer/cus_1', 1);
            INSERT INTO stream_cursors VALUES ('stripe/customer/cus_1', 0);
            INSERT INTO stalled_streams (stream, version, attempts, error) VALUES ('stripe/customer/cus_1', 1, 8, 'e');
            """);
        Assert.Equal([$"event_ids_{OldWeek}"], await DropAsync());

        await _database.ExecuteAsync("UPDATE stream_cursors SET applied = 1");
        Assert.Equal([$"journal_{OldWeek}"], await DropAsync());
    }

    [Theory]
    [InlineData("running", "2026-01-07", "2026-02-01", "2026-01-07", false, false)]
    [InlineData("running", "2026-01-01", "2026-02-01", "2026-01-20", false, true)]
    [InlineData("running", "2026-01-01", "2026-02-01", "2026-01-20", true, false)]
    [InlineData("running", "2026-01-13", "2026-02-01", "2026-01-13", false, true)]
    [InlineData("done", "2026-01-07", "2026-02-01", "2026-01-07", false, true)]
    public async Task Drop_InTheRangeOfAReplay_KeepsTheJournalWhileTheReplayHasItBeforeIt(string state, string from, string to, string at, bool ofStream, bool dropped)
    {
        await _database.ExecuteAsync($"""
            INSERT INTO replays (id, state, stream, effects, from_position, to_position, at_position, finished_at)
            VALUES ('rp_1', '{state}', {(ofStream ? "'stripe/customer/cus_1'" : "NULL")}, false, journal_position('{from} 00:00+00'), journal_position('{to} 00:00+00'),
                    journal_position('{at} 00:00+00'), {(state == "running" ? "NULL" : "now()")})
            """);

        Assert.Equal(dropped ? null : "replay", await _database.ScalarAsync($"SELECT kept_for FROM expired_partitions('90 days', '45 days') WHERE name = 'journal_{OldWeek}'"));
        Assert.Equal(dropped, await _database.ScalarAsync($"SELECT drop_expired_partition('journal_{OldWeek}', '90 days', '45 days')"));
    }

    [Fact]
    public async Task Storage_TellsWhatIsKeptAndWhy()
    {
        await _database.ExecuteAsync("UPDATE recovery_mark SET \"position\" = journal_position('2026-01-07 00:00+00')");

        var report = await new PostgresStorageQueries(_database.DataSource, Options.Create(new JournalOptions())).ReadAsync(default);

        Assert.Equal(("unapplied", true), report.Partitions.Where(static p => p.Name == $"journal_{OldWeek}").Select(static p => (p.KeptFor, p.IsExpired)).Single());
        Assert.Equal((null, true), report.Partitions.Where(static p => p.Name == $"event_ids_{OldWeek}").Select(static p => (p.KeptFor, p.IsExpired)).Single());
        Assert.Contains(report.Partitions, static p => !p.IsExpired && p.Table == "journal");
        Assert.Contains(report.Tables, static t => t is { Name: "journal", Bytes: > 0 });
        Assert.Null(report.OldestEvent);
    }

    [Fact]
    public async Task Border_WithinAMinute_AppendsGoOneAtATime()
    {
        // The rule of enter_append(), at times given: alone within a minute of Monday 00:00 UTC, otherwise shared.
        const string Rule = "SELECT abs(extract(epoch FROM t - date_trunc('week', t + interval '1 minute', 'UTC'))) < 60 FROM (SELECT '{0}'::timestamptz AS t) x";
        foreach (var (at, alone) in new[] { ("2026-11-22 23:58:59+00", false), ("2026-11-22 23:59:30+00", true), ("2026-11-23 00:00:30+00", true), ("2026-11-23 00:01:01+00", false) })
        {
            Assert.Equal(alone, await _database.ScalarAsync(string.Format(Rule, at)));
        }

        using var store = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        Assert.NotNull(store.Append([Events.Incoming("evt_1")])[0]);
    }

    private async Task<List<string>> DropAsync() => await _database.ListAsync("SELECT drop_expired_partitions('90 days', '45 days')");
}
