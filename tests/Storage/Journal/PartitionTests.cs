using Signalbox.Postgres;
using Signalbox.Journal;
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
