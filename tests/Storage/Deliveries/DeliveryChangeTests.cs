using Npgsql;
using NpgsqlTypes;
using Signalbox.Deliveries;

namespace Signalbox.Tests.Storage.Deliveries;

/// <summary>What people change of deliveries is right beside the process that delivers them.</summary>
public sealed class DeliveryChangeTests : IAsyncLifetime
{
    private const string WaitsForALock = "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    private DeliveryBench _bench = null!;
    private DestinationLease _lease = null!;
    private DeliveryChanges _changes = null!;

    public async ValueTask InitializeAsync()
    {
        _bench = await DeliveryBench.StartAsync();
        await _bench.DestinationAsync("dst_1");
        _lease = (await _bench.Store.AcquireAsync(1, default))!;
        _changes = new DeliveryChanges(_bench.Database.DataSource);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(0, false, "1:0:0")]
    [InlineData(1, true, "1:1:0")]
    [InlineData(2, false, "1:2:0")]
    [InlineData(3, true, "1:1:0")]
    [InlineData(4, true, "1:1:0")]
    public async Task Retry_OnlyWhatHasFailed_IsDueNow(int state, bool isDone, string after)
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        await _bench.Database.ExecuteAsync($"UPDATE deliveries SET state = {state}, due_at = now() + interval '1 hour'");

        Assert.Equal(isDone, await _changes.RetryAsync(await KeyAsync(0), default));

        Assert.Equal([after], await _bench.RowsAsync());
        Assert.Equal(isDone ? 1 : 0, (await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries.Count);
    }

    [Fact]
    public async Task Retry_BehindAnEarlierOneThatIsRetried_WaitsForIt()
    {
        _bench.Apply("stripe/customer/cus_1", 3, 1);
        await StatesAsync(1, 4, 2);

        Assert.True(await _changes.RetryAsync(await KeyAsync(1), default));
        Assert.Equal(["1:1:0", "1:2:0", "1:2:0"], await _bench.RowsAsync());
    }

    [Fact]
    public async Task Retry_WhatIsBeingSent_EndsAsTheSenderSays()
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        await StatesAsync(1);
        var sent = Assert.Single((await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries);

        Assert.True(await _changes.RetryAsync(await KeyAsync(0), default));
        await WriteAsync(sent with { Attempts = 1 }, DeliveryFate.Delivered);
        Assert.False(await _changes.RetryAsync(new DeliveryKey(1, sent.Seq), default));

        Assert.Empty(await _bench.RowsAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Discard_WhatIsNotGivenUpOn_Stays(int state)
    {
        _bench.Apply("stripe/customer/cus_1", 1, 1);
        await StatesAsync(state);

        Assert.False(await _changes.DiscardAsync(await KeyAsync(0), default));
        Assert.Equal([$"1:{state}:0"], await _bench.RowsAsync());
    }

    [Fact]
    public async Task Discard_OneThatHolds_LetsThoseBehindItGoOn()
    {
        _bench.Apply("stripe/customer/cus_1", 3, 1);
        await StatesAsync(3, 2, 2);

        Assert.True(await _changes.DiscardAsync(await KeyAsync(0), default));

        Assert.Equal(["1:1:0", "1:1:0"], await _bench.RowsAsync());
        Assert.Equal([(await KeyAsync(0)).Seq, (await KeyAsync(1)).Seq], (await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries.Select(static d => d.Seq));
    }

    [Fact]
    public async Task Discard_WhileTheNextIsBeingParked_LeavesItBehindNothing()
    {
        _bench.Apply("stripe/customer/cus_1", 2, 1);
        await StatesAsync(3, 0);
        var (held, next) = (await KeyAsync(0), await KeyAsync(1));

        // The ledger has parked the next one, and sees what holds it; it has not committed.
        await using var ledger = await _bench.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await ledger.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(ledger, LedgerStatements.OwnedSql, new() { Value = new[] { 1 } }, new() { Value = new[] { _lease.Fence } });
        await RunAsync(ledger, LedgerStatements.ParkedSql, new() { Value = new[] { 1 } }, new() { Value = new[] { next.Seq } });
        var key = new NpgsqlParameter { Value = new[] { LeavingEvents.KeyOf("stripe/customer/cus_1") }, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
        await RunAsync(ledger, LedgerStatements.UnparkSql, new() { Value = new[] { 1 } }, key);
        var discard = _changes.DiscardAsync(held, TestContext.Current.CancellationToken);
        await _bench.WaitUntilAsync("the discard waits for the ledger", WaitsForALock);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        Assert.True(await discard);
        Assert.Equal(["1:1:0"], await _bench.RowsAsync());
    }

    [Fact]
    public async Task Ledger_WaitsForADiscard_AndParksNothingBehindIt()
    {
        _bench.Apply("stripe/customer/cus_1", 2, 1);
        await StatesAsync(3, 0);
        var next = (await _bench.Store.ReadFreshAsync(1, 0, 10, default))[0];
        await using var hand = await _bench.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await hand.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await RunAsync(hand, DeliveryChanges.LockSql, new NpgsqlParameter { Value = 1 });
        await RunAsync(hand, DeliveryChanges.DiscardSql, new() { Value = 1 }, new() { Value = (await KeyAsync(0)).Seq });

        var parked = WriteAsync(next, DeliveryFate.Parked);
        await _bench.WaitUntilAsync("the ledger waits for the discard", WaitsForALock);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await parked;

        Assert.Equal(["1:1:0"], await _bench.RowsAsync());
    }

    [Fact]
    public async Task Recover_BringsBackWhatWasGivenUpOnSince_InOrder()
    {
        _bench.Apply("stripe/customer/cus_1", 3, 1);
        _bench.Apply("stripe/customer/cus_2", 3, 1);
        await StatesAsync(4, 4, 4, 3, 2, 2);
        await _bench.Database.ExecuteAsync("UPDATE deliveries SET changed_at = now()");
        await _bench.Database.ExecuteAsync($"UPDATE deliveries SET changed_at = now() - interval '1 day' WHERE seq = {(await KeyAsync(0)).Seq}");

        var report = await _changes.RecoverAsync(1, TimeProvider.System.GetUtcNow().AddHours(-1), 100, default);

        Assert.Equal(new RecoveryReport(3, More: false), report);
        Assert.Equal(["1:4:0", "1:1:0", "1:1:0", "1:1:0", "1:1:0", "1:1:0"], await _bench.RowsAsync());
        var due = (await _bench.Store.ReadDueAsync(1, 10, default)).Deliveries;
        Assert.Equal(5, due.Count);
        Assert.Equal(due.Select(static d => d.Seq).Order(), due.Select(static d => d.Seq));
    }

    [Fact]
    public async Task Recover_MoreThanMayBe_SaysSo()
    {
        _bench.Apply("stripe/customer/cus_1", 3, 1);
        await _bench.Database.ExecuteAsync("UPDATE deliveries SET state = 4, key = NULL, changed_at = now()");

        Assert.Equal(new RecoveryReport(2, More: true), await _changes.RecoverAsync(1, DateTimeOffset.UnixEpoch, 2, default));
        Assert.Equal(new RecoveryReport(1, More: false), await _changes.RecoverAsync(1, DateTimeOffset.UnixEpoch, 2, default));
        Assert.Equal(["1:1:0", "1:1:0", "1:1:0"], await _bench.RowsAsync());
    }

    private async Task<DeliveryKey> KeyAsync(int nth) =>
        new(1, (long)(await _bench.Database.ScalarAsync($"SELECT seq FROM deliveries WHERE destination = 1 ORDER BY seq OFFSET {nth} LIMIT 1"))!);

    private async Task StatesAsync(params int[] states)
    {
        for (var i = 0; i < states.Length; i++)
        {
            await _bench.Database.ExecuteAsync($"UPDATE deliveries SET state = {states[i]}, due_at = {(states[i] == 1 ? "now()" : "NULL")} WHERE seq = {(await KeyAsync(i)).Seq}");
        }
    }

    private Task<LedgerReport> WriteAsync(QueuedDelivery delivery, DeliveryFate fate) => _bench.Ledger.WriteAsync(new DeliveryOutcome(1, _lease.Fence, delivery, fate));

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
