using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Storage;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Journal;

/// <summary>Maintenance as it runs every hour, and what is told of its outcome.</summary>
public sealed class MaintenanceTests : IAsyncLifetime
{
    private const string Week = "journal_20260105";
    private const string Stream = "stripe/customer/cus_1";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync($"""
            CREATE TABLE {Week} PARTITION OF journal FOR VALUES FROM (journal_position('2026-01-05 00:00+00')) TO (journal_position('2026-01-12 00:00+00'));
            INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, payload)
            VALUES (journal_position('2026-01-06 00:00+00'), '{Stream}', 1, 'stripe', 'evt_1', 't', 0, '2026-01-06 00:00+00', '', '');
            INSERT INTO stream_heads VALUES ('{Stream}', 1);
            INSERT INTO stream_cursors VALUES ('{Stream}', 0);
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Week_GoesWhenNobodyNeedsIt_AndTheReportNamesEachReasonBefore()
    {
        Assert.Equal("unapplied", await KeptForAsync());
        await _database.ExecuteAsync($"""
            UPDATE recovery_mark SET "position" = journal_position('2026-02-01 00:00+00');
            INSERT INTO dead_letters (account, stream, version, "position", event_id, type, attempts, error)
            SELECT account, stream, version, "position", event_id, type, 8, 'e' FROM journal;
            INSERT INTO stalled_streams (stream, version, attempts, error) VALUES ('{Stream}', 1, 8, 'e');
            INSERT INTO replays (id, effects, from_position, to_position, at_position) VALUES ('rp_1', false, 0, journal_position('2026-02-01 00:00+00'), 0);
            """);
        Assert.Equal("dead_letters", await KeptForAsync());
        await _database.ExecuteAsync("UPDATE dead_letters SET status = 'discarded', resolved_at = now()");
        Assert.Equal("stalled", await KeptForAsync());
        await _database.ExecuteAsync("UPDATE stream_cursors SET applied = 1");
        Assert.Equal("replay", await KeptForAsync());
        await _database.ExecuteAsync("UPDATE replays SET state = 'cancelled', finished_at = now(); INSERT INTO rebuilds (id, dry_run) VALUES ('rb_1', true)");
        Assert.Equal("rebuild", await KeptForAsync());
        await _database.ExecuteAsync("""
            UPDATE rebuilds SET state = 'cancelled', finished_at = now();
            INSERT INTO deliveries (destination, seq, "position", state) VALUES (1, 1, journal_position('2026-01-06 00:00+00'), 2), (1, 2, journal_position('2026-03-06 00:00+00'), 0)
            """);
        Assert.Equal("deliveries", await KeptForAsync());
        await _database.ExecuteAsync("UPDATE deliveries SET state = 4 WHERE seq = 1");

        await RunAsync();

        Assert.Null(await _database.ScalarAsync($"SELECT to_regclass('{Week}')::text"));
        Assert.DoesNotContain((await ReportAsync()).Partitions, static p => p.Name == Week);
    }

    [Fact]
    public async Task Outbox_GoesWithTheJournal_AttemptsADayAtATime()
    {
        await _database.ExecuteAsync("""
            CREATE TABLE outbox_20260105 PARTITION OF outbox FOR VALUES FROM (journal_position('2026-01-05 00:00+00')) TO (journal_position('2026-01-12 00:00+00'));
            CREATE TABLE delivery_attempts_20260105 PARTITION OF delivery_attempts FOR VALUES FROM (journal_position('2026-01-05 00:00+00')) TO (journal_position('2026-01-06 00:00+00'));
            DO $$
            DECLARE
                kept timestamptz := date_trunc('day', now(), 'UTC') - interval '30 days';
            BEGIN
                EXECUTE format('CREATE TABLE delivery_attempts_%s PARTITION OF delivery_attempts FOR VALUES FROM (%s) TO (%s)',
                    to_char(kept AT TIME ZONE 'UTC', 'YYYYMMDD'), journal_position(kept), journal_position(kept + interval '1 day'));
            END $$
            """);
        var before = (await ReportAsync()).Partitions.Where(static p => p.Table is "outbox" or "delivery_attempts").ToList();
        Assert.Equal(["delivery_attempts_20260105", "outbox_20260105"], before.Where(static p => p.IsExpired).Select(static p => p.Name).Order());
        Assert.All(before, static p => Assert.Equal(p.Table == "outbox" ? 7 : 1, (p.To - p.From).TotalDays));

        await RunAsync();

        var after = (await ReportAsync()).Partitions.Where(static p => p.Table is "outbox" or "delivery_attempts").Select(static p => p.Name).ToList();
        Assert.Equal(before.Select(static p => p.Name).Except(["delivery_attempts_20260105", "outbox_20260105"]).Order(), after.Order());
        Assert.Equal(30d, (await ReportAsync()).AttemptDays);
    }

    [Fact]
    public async Task Maintenance_MakesTheOutboxsWeeksAndTheAttemptsDaysAhead()
    {
        var names = await _database.ListAsync("SELECT relname::text FROM pg_class WHERE relname ~ '^(outbox|delivery_attempts)_[0-9]{8}$' ORDER BY 1");
        await _database.ExecuteAsync($"DROP TABLE {names[^1]}, {names[0]}");

        await RunAsync();

        Assert.Equal(names, await _database.ListAsync("SELECT relname::text FROM pg_class WHERE relname ~ '^(outbox|delivery_attempts)_[0-9]{8}$' ORDER BY 1"));
    }

    [Fact]
    public async Task Faults_ArePrunedWithTheJournal()
    {
        await _database.ExecuteAsync("INSERT INTO apply_faults (stream, version, attempt, error, at) SELECT 's', n, 1, 'e', now() - n * interval '40 days' FROM generate_series(1, 4) n");

        await RunAsync();

        Assert.Equal(2L, await _database.ScalarAsync("SELECT count(*) FROM apply_faults WHERE version IN (1, 2)"));
        Assert.Equal(2L, await _database.ScalarAsync("SELECT count(*) FROM apply_faults"));
    }

    [Fact]
    public async Task Storage_HasTheFiguresOfTheDatabase()
    {
        using var journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        journal.Append([.. Enumerable.Range(1, 300).Select(static n => Events.Incoming($"evt_{n}_new", $"stripe/customer/cus_{n}"))]);
        await _database.ExecuteAsync("ANALYZE");

        var report = await ReportAsync();

        Assert.Equal((90d, 45d), (report.JournalDays, report.EventIdDays));
        Assert.Equal(new DateTime(2026, 1, 6, 0, 0, 0, DateTimeKind.Utc), report.OldestEvent);
        Assert.Equal(301, Assert.Single(report.Tables, static t => t.Name == "journal").Rows);
        Assert.Equal(300, Assert.Single(report.Tables, static t => t.Name == "event_ids").Rows);
        Assert.Equal(300, Assert.Single(report.Tables, static t => t.Name == "stream_heads").Rows);
        Assert.Equal(301, report.Partitions.Where(static p => p.Table == "journal").Sum(static p => p.Rows));
        Assert.Equal(report.Tables.Single(static t => t.Name == "journal").Bytes, report.Partitions.Where(static p => p.Table == "journal").Sum(static p => p.Bytes));
        Assert.Equal(report.Tables.Select(static t => t.Bytes), report.Tables.Select(static t => t.Bytes).OrderDescending());
        Assert.InRange(report.Tables.Sum(static t => t.Bytes), 1, report.DatabaseBytes);
        Assert.Equal(
            (new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc), new DateTime(2026, 1, 12, 0, 0, 0, DateTimeKind.Utc), 1L),
            report.Partitions.Where(static p => p.Name == Week).Select(static p => (p.From, p.To, p.Rows)).Single());
    }

    private async Task<string?> KeptForAsync()
    {
        await RunAsync();
        var week = Assert.Single((await ReportAsync()).Partitions, static p => p.Name == Week);
        Assert.True(week.IsExpired);
        return week.KeptFor;
    }

    private Task<StorageReport> ReportAsync() => new PostgresStorageQueries(_database.DataSource, Options.Create(new JournalOptions())).ReadAsync(default);

    private async Task RunAsync()
    {
        using var maintenance = new PartitionMaintenance(
            _database.DataSource, new DatabaseGate(), Options.Create(new JournalOptions()), _services.GetRequiredService<IMeterFactory>(), TimeProvider.System,
            NullLogger<PartitionMaintenance>.Instance);
        await maintenance.RunAsync(default);
    }
}
