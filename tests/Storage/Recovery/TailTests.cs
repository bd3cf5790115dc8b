using Npgsql;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Recovery;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Recovery;

/// <summary>Whatever a dead process left behind is found, and the mark never passes what nobody knows of.</summary>
public sealed class TailTests : IAsyncLifetime
{
    private const string One = "stripe/customer/cus_1";
    private const string Two = "stripe/customer/cus_2";
    private TestDatabase _database = null!;
    private PostgresJournalStore _journal = null!;
    private PostgresStreamStore _streams = null!;
    private RecoveryStore _recovery = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        _streams = new PostgresStreamStore(_database.DataSource);
        _recovery = new RecoveryStore(_database.DataSource);
    }

    public async ValueTask DisposeAsync()
    {
        _journal.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Search_UnappliedEvents_AreFoundAndTheMarkStaysBeforeThem()
    {
        var placed = _journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2", Two), Events.Incoming("evt_3")]);
        await ApplyAsync(One, 2);

        Assert.Equal([Two], await SearchAsync());
        Assert.Equal(placed[1]!.Value.Position - 1, await MarkAsync());
        Assert.Equal([Two], await SearchAsync());

        await ApplyAsync(Two, 1);
        Assert.Empty(await SearchAsync());
        Assert.True(await MarkAsync() > placed[2]!.Value.Position);
    }

    [Fact]
    public async Task Search_YoungEvents_AreLeftToTheirProcess()
    {
        _journal.Append([Events.Incoming("evt_1")]);
        Assert.Empty((await _recovery.SearchTailAsync(TimeSpan.FromMinutes(1), 1_000, 0, default)).Streams);
        Assert.Equal([One], await SearchAsync());
    }

    [Fact]
    public async Task Search_LongTail_IsWorkedOffInPieces()
    {
        _journal.Append(Enumerable.Range(0, 25).Select(static i => Events.Incoming($"evt_{i}", $"stripe/customer/cus_{i}")).ToList());
        await _database.ExecuteAsync("UPDATE stream_cursors SET applied = 1 WHERE stream <> 'stripe/customer/cus_24'");

        await AssertPiecesAsync([0, 0, 1]);
    }

    [Fact]
    public async Task Search_StreamThatCannotMove_DoesNotHideWhatIsBehindIt()
    {
        _journal.Append(Enumerable.Range(0, 25).Select(static i => Events.Incoming($"evt_{i}", $"stripe/customer/cus_{i}")).ToList());
        await _database.ExecuteAsync("UPDATE stream_cursors SET applied = 1 WHERE stream NOT IN ('stripe/customer/cus_0', 'stripe/customer/cus_24')");

        await AssertPiecesAsync([1, 0, 1]);
        Assert.Equal((long)(await _database.ScalarAsync("SELECT min(\"position\") - 1 FROM journal"))!, await MarkAsync());
    }

    [Fact]
    public async Task Search_AppendInFlight_DoesNotLook()
    {
        _journal.Append([Events.Incoming("evt_1")]);
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var enter = new NpgsqlCommand(PostgresJournalStore.EnterSql, connection);
        await enter.ExecuteNonQueryAsync();

        Assert.Empty(await SearchAsync());
        Assert.Equal(0L, await MarkAsync());

        await transaction.RollbackAsync();
        Assert.Equal([One], await SearchAsync());
    }

    [Fact]
    public async Task Search_StalledStream_IsPassedByTheMarkAndWokenOnceMoreWhenItClears()
    {
        _journal.Append([Events.Incoming("evt_1")]);
        await _streams.StallAsync(One, new ApplyFailure(1, 1, "boom"), TimeSpan.FromHours(1), default);
        _journal.Append([Events.Incoming("evt_2")]);

        Assert.Empty(await SearchAsync());
        Assert.True(await MarkAsync() > 0);
        Assert.Empty(await _recovery.ClaimDueAsync(10, default));

        await ApplyAsync(One, 1);
        await _streams.ClearStallAsync(One, default);
        Assert.Equal([One], await _recovery.ClaimDueAsync(10, default));

        await ApplyAsync(One, 2);
        await _streams.ClearStallAsync(One, default);
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM stalled_streams"));
    }

    [Fact]
    public async Task Clear_WhileTheEventStillFails_KeepsTheStall()
    {
        _journal.Append([Events.Incoming("evt_1")]);
        await _streams.StallAsync(One, new ApplyFailure(1, 1, "boom"), TimeSpan.Zero, default);

        await _streams.ClearStallAsync(One, default);

        Assert.True((await _streams.LoadAsync(One, 10, default)).Stall is { IsDue: true, IsHeld: false });
    }

    [Fact]
    public async Task Due_IsClaimedByOneOfSeveralProcesses()
    {
        _journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2", Two)]);
        await _streams.StallAsync(One, new ApplyFailure(1, 1, "boom"), TimeSpan.Zero, default);
        await _streams.StallAsync(Two, new ApplyFailure(1, 1, "boom"), TimeSpan.Zero, default);

        var claims = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _recovery.ClaimDueAsync(10, default)));

        Assert.Equal([One, Two], claims.SelectMany(static c => c).Order());
    }

    [Fact]
    public async Task Due_HeldStreamWhoseEventWasPassedByAProcessThatDied_IsWoken()
    {
        _journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2")]);
        var entry = (await _streams.ReadEntryAsync(One, 1, default))!;
        await _streams.GiveUpAsync(entry, new ApplyFailure(1, 8, "boom"), hold: true, default);
        Assert.Empty(await SearchAsync());
        Assert.Empty(await _recovery.ClaimDueAsync(10, default));

        // What a replay or a skip does first; then the process died.
        await ApplyAsync(One, 1);

        Assert.Equal([One], await _recovery.ClaimDueAsync(10, default));
        Assert.Empty(await _recovery.ClaimDueAsync(10, default));
    }

    [Fact]
    public async Task AppliedOfSecond_LeavesOutWhatWasGivenUpOn_UntilItIsReplayed()
    {
        _journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2"), Events.Incoming("evt_3")]);
        var entry = (await _streams.ReadEntryAsync(One, 1, default))!;
        await _streams.GiveUpAsync(entry, new ApplyFailure(1, 8, "boom"), hold: false, default);
        await ApplyAsync(One, 2);
        Assert.Equal([2L], await OfSecondAsync());

        await _streams.ResolveDeadLetterAsync(One, 1, DeadLetterStatus.Replayed, default);
        Assert.Equal([1L, 2L], await OfSecondAsync());

        async Task<IEnumerable<long>> OfSecondAsync() =>
            (await _streams.ReadAppliedOfSecondAsync(One, entry.OccurredAt, applied: 2, limit: 10, default)).Select(static e => e.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GiveUp_HoldsOrGoesOn_WithTheDeadLetterInTheSameTransaction(bool hold)
    {
        _journal.Append([Events.Incoming("evt_1"), Events.Incoming("evt_2")]);
        var entry = (await _streams.ReadEntryAsync(One, 1, default))!;

        Assert.True(await _streams.GiveUpAsync(entry, new ApplyFailure(1, 8, "boom"), hold, default));

        var position = await _streams.LoadAsync(One, 10, default);
        Assert.Equal(hold ? 0 : 1, position.Applied);
        Assert.Equal(hold, position.Stall is { IsHeld: true });
        Assert.Equal("open", await _database.ScalarAsync("SELECT status FROM dead_letters WHERE event_id = 'evt_1' AND attempts = 8"));
        Assert.Equal(hold, await _streams.GiveUpAsync(entry, new ApplyFailure(1, 8, "boom"), hold, default));
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM dead_letters"));
    }

    [Fact]
    public async Task Load_ManyLargeEntries_GivesOnlyWhatFitsInMemory()
    {
        var large = new byte[3 << 20];
        for (var i = 0; i < 5; i++)
        {
            _journal.Append([Events.Incoming($"evt_{i}") with { Payload = large }]);
        }

        var position = await _streams.LoadAsync(One, 256, default);

        Assert.Equal([1L, 2L, 3L], position.Entries.Select(static e => e.Version));
    }

    /// <summary>Searches in pieces of ten entries; so many streams are found in each, and the last says that it is.</summary>
    private async Task AssertPiecesAsync(int[] found)
    {
        var next = 0L;
        for (var i = 0; i < found.Length; i++)
        {
            (var streams, next) = await _recovery.SearchTailAsync(TimeSpan.Zero, 10, next, default);
            Assert.Equal(found[i], streams.Count);
            Assert.Equal(i == found.Length - 1, next == 0);
        }
    }

    private async Task<List<string>> SearchAsync() => (await _recovery.SearchTailAsync(TimeSpan.Zero, 1_000, 0, default)).Streams.Order().ToList();

    private async Task<long> MarkAsync() => (long)(await _database.ScalarAsync("SELECT \"position\" FROM recovery_mark"))!;

    private Task ApplyAsync(string stream, long version) => _database.ExecuteAsync($"UPDATE stream_cursors SET applied = {version} WHERE stream = '{stream}'");
}
