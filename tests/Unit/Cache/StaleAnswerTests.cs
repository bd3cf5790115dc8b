using Signalbox.Cache;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>What is answered while the provider, or the database, cannot be asked, or has no such object.</summary>
public sealed class StaleAnswerTests : CacheFixture
{
    [Theory]
    [InlineData(nameof(RefusalCause.Away))]
    [InlineData(nameof(RefusalCause.RateLimited))]
    public async Task ProviderCannotBeAsked_EvenWhatWasInvalidatedIsServedUpToItsAge(string cause)
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Provider.Signal(Answers.Product);
        Refuse(Enum.Parse<RefusalCause>(cause));

        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((AnswerOrigin.Stale, "One"), Shown(await FoundAsync(cache)));
        Time.Advance(MostStale - TimeSpan.FromMinutes(1));
        var oldest = await FoundAsync(cache);
        Assert.Equal((AnswerOrigin.Stale, MostStale), (oldest.Origin, oldest.Age));

        Time.Advance(TimeSpan.FromTicks(1));
        var refused = Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
        Assert.Equal(cause == nameof(RefusalCause.Away) ? (503, "provider_unavailable") : (429, "rate_limited"), (refused.Status, refused.Code));
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);
    }

    [Fact]
    public async Task ProviderBack_IsAMissAgain()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Provider.Signal(Answers.Product);
        Refuse(RefusalCause.Away);
        Assert.Equal(AnswerOrigin.Stale, (await FoundAsync(cache)).Origin);

        Answer("Two");

        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await FoundAsync(cache)));
    }

    [Fact]
    public async Task StaleTurnedOff_IsRefused()
    {
        var cache = NewCache(new CacheOptions { MostStale = TimeSpan.Zero });
        await FoundAsync(cache);
        Time.Advance(TimeSpan.FromSeconds(1));
        Provider.Signal(Answers.Product);
        Refuse(RefusalCause.Away);

        Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
    }

    [Fact]
    public async Task KeyThatTheProviderDoesNotKnow_IsToldAndNotHiddenByTheCache()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Time.Advance(TimeToLive);
        Refuse(RefusalCause.Unauthorized);

        Assert.Equal("provider_authentication", Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache)).Code);
    }

    [Fact]
    public async Task Unreadable_Is502()
    {
        Provider.OnRead = static _ => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Unreadable("403"));

        var refused = Assert.IsType<CachedAnswer.Refused>(await ReadAsync(NewCache()));

        Assert.Equal((502, "provider_refused", (TimeSpan?)null), (refused.Status, refused.Code, refused.RetryAfter));
    }

    [Fact]
    public async Task CallThatFails_IsStale_AndWithNothingCachedTheProviderIsUnavailable()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Time.Advance(TimeToLive);
        Provider.OnRead = static _ => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Failed("No answer in time."));

        Assert.Equal(AnswerOrigin.Stale, (await FoundAsync(cache)).Origin);
        var refused = Assert.IsType<CachedAnswer.Refused>(await cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_2", default));
        Assert.Equal((503, "provider_unavailable"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task DeletedByAnEvent_IsNotServedEvenWhileTheProviderIsAway()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Provider.Signal(Answers.Product, isDeletion: true);
        Refuse(RefusalCause.Away);

        Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
    }

    [Fact]
    public async Task Missing_OfAKnownObject_IsForgottenAndItsRowStays()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Time.Advance(TimeToLive);
        Miss();

        Assert.IsType<CachedAnswer.Missing>(await ReadAsync(cache));
        Assert.Equal(true, Provider.Livemode);

        // The API key may be another account's.
        Assert.False((await Provider.LookAsync(Answers.Product, Answers.Entry(Answers.Product), default)).IsDeleted);

        Refuse(RefusalCause.Away);
        Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
    }

    [Fact]
    public async Task Missing_OfAnUnknownObject_LeavesNothingBehind()
    {
        Miss();

        Assert.IsType<CachedAnswer.Missing>(await ReadAsync(NewCache()));

        // A tombstone would be for ever, and this id may be of the other mode, or of another account.
        Assert.False(Provider.HasRow(Answers.Product));
        Assert.Null(Provider.Livemode);
    }

    [Fact]
    public async Task DatabaseAway_IsStale_AndWithNothingCachedTheFault()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Provider.DatabaseFault = new TimeoutException("the database is away");

        Assert.Equal(AnswerOrigin.Stale, (await FoundAsync(cache)).Origin);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_2", default));
        Assert.Equal(1, Provider.Calls);
    }

    [Fact]
    public async Task DatabaseAwayOnceTheProviderHasAnswered_TheAnswerIsServed()
    {
        var cache = NewCache();
        Provider.OnRead = key =>
        {
            Provider.DatabaseFault = new TimeoutException("the database is away");
            return Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key)));
        };
        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);

        // Nothing was written; an event's row is.
        Provider.DatabaseFault = null;
        Provider.OnRead = static key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key, "Two")));
        Assert.Equal((AnswerOrigin.Hit, "One"), Shown(await FoundAsync(cache)));
        Provider.Signal(Answers.Product);
        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await FoundAsync(cache)));
    }
}
