using System.Globalization;
using Signalbox.Gaps;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Gaps;

/// <summary>The mark of the search for missed events, and what the journal never had.</summary>
public sealed class GapStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private TestDatabase _database = null!;
    private PostgresGapStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresGapStore(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Claim_ByManyAtOnce_IsGivenToOne()
    {
        Assert.Null(await _store.ClaimAsync("stripe", Lease, default));
        await _store.BeginAsync("stripe", 100, default);
        await _store.BeginAsync("stripe", 50, default);

        var marks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.ClaimAsync("stripe", Lease, default)));

        Assert.Single(marks, static m => m!.IsClaimed);
        Assert.All(marks, static m => Assert.Equal(100, m!.SearchedTo));
        Assert.Null(await _store.ClaimAsync("other", Lease, default));
    }

    [Fact]
    public async Task Claim_AfterTheLeaseOfADeadProcess_OrTheEndOfASearch_IsGivenAgain()
    {
        await _store.BeginAsync("stripe", 100, default);
        Assert.True((await _store.ClaimAsync("stripe", Lease, default))!.IsClaimed);
        await _database.ExecuteAsync("UPDATE gap_marks SET due_at = now() - interval '1 second'");
        Assert.True((await _store.ClaimAsync("stripe", Lease, default))!.IsClaimed);
        Assert.False((await _store.ClaimAsync("stripe", Lease, default))!.IsClaimed);

        await _store.EndAsync("stripe", fault: null, TimeSpan.Zero, default);
        Assert.True((await _store.ClaimAsync("stripe", Lease, default))!.IsClaimed);
    }

    [Fact]
    public async Task Mark_NeverGoesBack()
    {
        await _store.BeginAsync("stripe", 100, default);
        await _store.MoveAsync("stripe", 300, default);
        await _store.MoveAsync("stripe", 200, default);

        Assert.Equal(300, (await _store.ClaimAsync("stripe", Lease, default))!.SearchedTo);
    }

    [Fact]
    public async Task State_TellsWhatWasFoundAndWhySearchesFail()
    {
        await _store.BeginAsync("stripe", 100, default);
        await _store.NoteAsync("stripe", 2, Lease, default);
        await _store.NoteAsync("stripe", 0, Lease, default);
        await _store.EndAsync("stripe", "RateLimited: wait", TimeSpan.Zero, default);
        var since = Assert.Single(await _store.ListAsync(default)).FaultySince;
        await _store.EndAsync("stripe", "Authentication: another key", TimeSpan.Zero, default);
        var failing = Assert.Single(await _store.ListAsync(default));
        await _store.EndAsync("stripe", fault: null, TimeSpan.Zero, default);
        var well = Assert.Single(await _store.ListAsync(default));

        Assert.Equal((2L, "Authentication: another key", since, null), (failing.Found, failing.Fault, failing.FaultySince, failing.SearchedAt));
        Assert.NotNull(failing.LastFoundAt);
        Assert.Equal((null, null), (well.Fault, well.FaultySince));
        Assert.NotNull(well.SearchedAt);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(100), well.SearchedTo);
    }

    [Fact]
    public async Task Missing_AreThoseThatNoPartitionHas_OfThisAccount()
    {
        await _database.ExecuteAsync("""
            INSERT INTO event_ids (account, event_id, "position")
            VALUES ('stripe', 'evt_now', journal_position(now())), ('stripe', 'evt_last_week', journal_position(date_trunc('week', now(), 'UTC') - interval '1 day')),
                   ('other', 'evt_other', journal_position(now()))
            """);

        var missing = await _store.MissingAsync("stripe", ["evt_now", "evt_last_week", "evt_other", "evt_never"], default);

        Assert.Equal(["evt_never", "evt_other"], missing.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Newest_IsTheLatestOfTheAccount()
    {
        Assert.Null(await _store.NewestAsync("stripe", TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1), default));
        foreach (var (account, at) in new[] { ("stripe", 50), ("stripe", 70), ("stripe", 0), ("other", 90) })
        {
            await _database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO journal ("position", stream, version, account, event_id, type, occurred_at, received_at, headers, payload)
                VALUES (journal_position(now()) + {at}, '{account}/customer/{at}', 1, '{account}', 'evt_{at}', 'x', {at}, now(), '', '')
                """));
        }

        Assert.Equal(70, await _store.NewestAsync("stripe", TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1), default));
    }
}
