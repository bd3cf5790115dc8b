using System.Text;
using Signalbox.Cache;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Cache;

/// <summary>What a row tells of an entry, for each kind that may be cached.</summary>
public sealed class RowStateTests : IAsyncLifetime
{
    private const long Second = 1_700_000_000;

    private TestDatabase _database = null!;
    private PostgresObjectStore _store = null!;
    private PostgresRowStates _rows = null!;

    public static TheoryData<string, string> EveryKind => new(StripeCacheableKinds.All.Select(static k => (k.Name, k.Name[..^1])));

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresObjectStore(_database.DataSource);
        _rows = new PostgresRowStates(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task Look_FollowsTheRow(string table, string type)
    {
        var observed = Observed(type, "One");
        var entry = CacheEntry.Of(observed, revision: 1, askedAt: 0);
        Assert.Equal(default, await LookAsync(entry, observed));

        await KeepAsync(observed, 0);
        Assert.Equal(new RowState(1, IsProvisional: false, IsDeleted: false, HasSameJson: false), await LookAsync(entry, observed));

        await KeepAsync(observed, 1);
        Assert.Equal(new RowState(2, IsProvisional: false, IsDeleted: false, HasSameJson: true), await LookAsync(entry, observed));

        await KeepAsync(Observed(type, "Two"), 2);
        Assert.Equal(new RowState(3, IsProvisional: false, IsDeleted: false, HasSameJson: false), await LookAsync(entry, observed));

        // The same JSON, and something was signalled about it.
        await KeepAsync(observed, 3);
        await _database.ExecuteAsync($"UPDATE {table} SET provisional = true, revision = revision + 1");
        Assert.Equal(new RowState(5, IsProvisional: true, IsDeleted: false, HasSameJson: false), await LookAsync(entry, observed));

        await KeepAsync(StripeProjection.Instance.Gone("stripe", observed.Key, Second), 5);
        Assert.Equal(new RowState(6, IsProvisional: false, IsDeleted: true, HasSameJson: true), await LookAsync(entry, observed));
    }

    [Fact]
    public async Task Look_OfAnotherAccount_IsNoRow()
    {
        var observed = Observed("product", "One");
        await KeepAsync(observed, 0);

        Assert.Equal(default, await _rows.LookAsync(new CacheKey("another", observed.Key), CacheEntry.Of(observed, 1, 0), default));
    }

    private static ObservedObject Observed(string type, string name) => StripeProjection.Instance.Observe(
        "stripe", Encoding.UTF8.GetBytes($$"""{ "id": "x_1", "object": "{{type}}", "name": "{{name}} Zoë \u00eb \\ \" \ud83d\ude82 🚂", "amount": 1.50e2 }"""), Second)!;

    private Task<RowState> LookAsync(CacheEntry entry, ObservedObject observed) => _rows.LookAsync(new CacheKey("stripe", observed.Key), entry, default);

    private async Task KeepAsync(ObservedObject observed, long noted) => Assert.Equal([observed.Key], await _store.KeepAsync([new ObservedRow(observed, noted)], default));
}
