using Microsoft.Extensions.Logging.Abstractions;
using Signalbox.Access;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Access;

/// <summary>Read tokens are found by nothing but themselves, and end when they are revoked or expire.</summary>
public sealed class ReadTokenTests : IAsyncLifetime
{
    private static readonly CancellationToken Patience = TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private ReadTokenWatch _watch = null!;
    private PostgresReadTokens _tokens = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _watch = new ReadTokenWatch(_database.DataSource, TimeProvider.System, NullLogger<ReadTokenWatch>.Instance);
        _tokens = new PostgresReadTokens(_database.DataSource, _watch);
    }

    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        return _database.DisposeAsync();
    }

    [Fact]
    public async Task Token_IsFound_UntilItIsRevoked_AndIsStoredNowhere()
    {
        var (token, view) = await _tokens.CreateAsync("acme", TimeSpan.FromHours(1), "a page", Patience);

        Assert.Equal("acme", (await _tokens.FindAsync(token, Patience))!.Tenant);
        Assert.Null(await _tokens.FindAsync(token + "0", Patience));
        Assert.Null(await _tokens.FindAsync(view.Id, Patience));
        Assert.Equal(0L, await _database.ScalarAsync($"SELECT count(*) FROM read_tokens t WHERE t::text LIKE '%{token[4..]}%'"));
        Assert.Equal(TimeSpan.FromHours(1), view.ExpiresAt - view.CreatedAt);
        Assert.Equal(view, await _tokens.RevokeAsync(view.Id, Patience));
        Assert.Null(await _tokens.FindAsync(token, Patience));
        Assert.Null(await _tokens.RevokeAsync(view.Id, Patience));
    }

    [Fact]
    public async Task Watch_EndsForTheTokenThatWasRevokedElsewhereOrHasExpired_AndForNoOther()
    {
        using var revoked = await WatchAsync();
        using var expired = await WatchAsync();
        using var valid = await WatchAsync();
        await _tokens.RevokeAsync((await _tokens.ListAsync(null, null, 10, Patience)).Tokens[2].Id, Patience);
        Assert.True(revoked.Ended.IsCancellationRequested);
        await _database.ExecuteAsync("UPDATE read_tokens SET expires_at = now() WHERE number = 2");

        await _watch.LookAsync(Patience);

        Assert.Equal((true, false), (expired.Ended.IsCancellationRequested, valid.Ended.IsCancellationRequested));
        await _database.ExecuteAsync("DELETE FROM read_tokens");
        await _watch.LookAsync(Patience);
        Assert.True(valid.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task List_HasThoseThatAreValid_PageByPage_AndExpiredOnesGoInPassing()
    {
        foreach (var tenant in new[] { "a", "b", "a" })
        {
            await _tokens.CreateAsync(tenant, TimeSpan.FromHours(1), "", Patience);
        }

        await _database.ExecuteAsync("UPDATE read_tokens SET expires_at = now() - interval '2 days' WHERE number = 1");
        var (first, next) = await _tokens.ListAsync(null, null, 1, Patience);
        var (second, end) = await _tokens.ListAsync(null, next, 1, Patience);
        Assert.Equal(["a", "b"], first.Concat(second).Select(static t => t.Tenant));
        Assert.Null(end);
        Assert.Single((await _tokens.ListAsync("b", null, 10, Patience)).Tokens);

        await _tokens.CreateAsync("c", TimeSpan.FromHours(1), "", Patience);
        Assert.Equal(3L, await _database.ScalarAsync("SELECT count(*) FROM read_tokens"));
    }

    private async Task<ITokenWatch> WatchAsync()
    {
        var (token, _) = await _tokens.CreateAsync("acme", TimeSpan.FromHours(1), "", Patience);
        return _tokens.Watch((await _tokens.FindAsync(token, Patience))!);
    }
}
