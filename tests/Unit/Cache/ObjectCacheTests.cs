using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Signalbox.Cache;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>Where answers come from: hit, miss, stale or none, and what each costs the provider.</summary>
public sealed class ObjectCacheTests : IDisposable
{
    private static readonly TimeSpan TimeToLive = StripeCacheableKinds.Products.TimeToLive;
    private static readonly TimeSpan MostStale = TimeSpan.FromHours(1);

    private readonly FakeProvider _provider = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Read_Twice_IsAMissThenAHitOfTheSameBytes()
    {
        var cache = NewCache();
        var miss = await FoundAsync(cache);
        _time.Advance(TimeToLive - TimeSpan.FromSeconds(1));
        var hit = await FoundAsync(cache);

        Assert.Equal((AnswerOrigin.Miss, TimeSpan.Zero), (miss.Origin, miss.Age));
        Assert.Equal((AnswerOrigin.Hit, TimeToLive - TimeSpan.FromSeconds(1)), (hit.Origin, hit.Age));
        Assert.Equal("""{"id":"prod_1","object":"product","name":"One"}""", Encoding.UTF8.GetString(hit.Json.Span));
        Assert.Equal(miss.Json, hit.Json);
        Assert.Equal((1, 1), (_provider.Calls, _provider.Looks));
        Assert.True(_provider.HasRow(Answers.Product));
    }

    [Fact]
    public async Task TimeToLiveOver_IsAMiss()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _time.Advance(TimeToLive);

        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);
        Assert.Equal(2, _provider.Calls);
    }

    [Fact]
    public async Task SignalAboutTheObject_WhereverItWasApplied_IsAMiss()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Answer("Two");
        _provider.Signal(Answers.Product);

        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await FoundAsync(cache)));
        Assert.Equal((AnswerOrigin.Hit, "Two"), Shown(await FoundAsync(cache)));
    }

    [Fact]
    public async Task TwoProcesses_ReadingTheSameInTurn_DoNotInvalidateEachOther()
    {
        var (one, other) = (NewCache(), NewCache());
        await FoundAsync(one);
        await FoundAsync(other);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(AnswerOrigin.Hit, (await FoundAsync(one)).Origin);
            Assert.Equal(AnswerOrigin.Hit, (await FoundAsync(other)).Origin);
        }

        Assert.Equal(2, _provider.Calls);
    }

    [Fact]
    public async Task TwoProcesses_OneReadsAChangeOfWhichNoEventCame_TheOtherFollows()
    {
        var (one, other) = (NewCache(), NewCache());
        await FoundAsync(one);
        Answer("Two");
        await FoundAsync(other);

        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await FoundAsync(one)));
    }

    [Fact]
    public async Task TrustedForAWhile_IsServedWithoutALook_AndThenLookedAtAgain()
    {
        var cache = NewCache(new CacheOptions { TrustFor = TimeSpan.FromSeconds(2) });
        await FoundAsync(cache);
        _provider.Signal(Answers.Product);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((AnswerOrigin.Hit, 0), ((await FoundAsync(cache)).Origin, _provider.Looks));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((AnswerOrigin.Miss, 1), ((await FoundAsync(cache)).Origin, _provider.Looks));

        // A look that finds it so is the beginning of another while.
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((AnswerOrigin.Hit, 2), ((await FoundAsync(cache)).Origin, _provider.Looks));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((AnswerOrigin.Hit, 2), ((await FoundAsync(cache)).Origin, _provider.Looks));
    }

    [Fact]
    public async Task FiftyAtOnce_AreOneCall()
    {
        var cache = NewCache();
        var answer = Hold();
        var reads = Enumerable.Range(0, 50).Select(_ => Task.Run(() => FoundAsync(cache))).ToList();
        answer.SetResult(new ObjectAnswer.Found(Answers.Observed(Answers.Product)));

        Assert.All(await Task.WhenAll(reads), static found => Assert.Equal("One", Shown(found).Name));
        Assert.Equal(1, _provider.Calls);
    }

    [Fact]
    public async Task CallerThatGivesUp_TheCallGoesOnAndItsAnswerIsCached()
    {
        var cache = NewCache();
        var answer = Hold();
        using var impatience = new CancellationTokenSource();
        var read = cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_1", impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        var next = FoundAsync(cache);
        answer.SetResult(new ObjectAnswer.Found(Answers.Observed(Answers.Product)));

        await next;
        Assert.Equal(AnswerOrigin.Hit, (await FoundAsync(cache)).Origin);
        Assert.Equal(1, _provider.Calls);
    }

    [Fact]
    public async Task SignalAfterTheCallOfAnother_IsAskedForAgain()
    {
        var cache = NewCache();
        var answer = Hold();
        var own = FoundAsync(cache);
        var shared = FoundAsync(cache);
        _provider.OnKept = key =>
        {
            _provider.OnKept = static _ => { };
            Answer("Two");
            _provider.Signal(key);
        };
        answer.SetResult(new ObjectAnswer.Found(Answers.Observed(Answers.Product)));

        // Whoever began the call came before the signal; the other one may have come after it.
        Assert.Equal("One", Shown(await own).Name);
        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await shared));
        Assert.Equal(2, _provider.Calls);
    }

    [Fact]
    public async Task SignalDuringTheCall_IsAskedForAgain()
    {
        var cache = NewCache();
        _provider.OnRead = key =>
        {
            var name = _provider.Calls == 1 ? "Before" : "After";
            if (_provider.Calls == 1)
            {
                _provider.Signal(key);
            }

            return Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key, name)));
        };

        Assert.Equal((AnswerOrigin.Miss, "After"), Shown(await FoundAsync(cache)));
        Assert.Equal((AnswerOrigin.Hit, "After"), Shown(await FoundAsync(cache)));
        Assert.Equal(2, _provider.Calls);
    }

    [Fact]
    public async Task SignalDuringEveryCall_IsAnsweredAndNeverAHit()
    {
        var cache = NewCache();
        _provider.OnRead = key =>
        {
            _provider.Signal(key);
            return Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key)));
        };

        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);
        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);
        Assert.Equal(4, _provider.Calls);
    }

    [Theory]
    [InlineData(nameof(RefusalCause.Away))]
    [InlineData(nameof(RefusalCause.RateLimited))]
    public async Task ProviderCannotBeAsked_EvenWhatWasInvalidatedIsServedUpToItsAge(string cause)
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _provider.Signal(Answers.Product);
        Refuse(Enum.Parse<RefusalCause>(cause));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((AnswerOrigin.Stale, "One"), Shown(await FoundAsync(cache)));
        _time.Advance(MostStale - TimeSpan.FromMinutes(1));
        var oldest = await FoundAsync(cache);
        Assert.Equal((AnswerOrigin.Stale, MostStale), (oldest.Origin, oldest.Age));

        _time.Advance(TimeSpan.FromTicks(1));
        var refused = Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
        Assert.Equal(cause == nameof(RefusalCause.Away) ? (503, "provider_unavailable") : (429, "rate_limited"), (refused.Status, refused.Code));
        Assert.Equal(TimeSpan.FromSeconds(3), refused.RetryAfter);
    }

    [Fact]
    public async Task ProviderBack_IsAMissAgain()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _provider.Signal(Answers.Product);
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
        _time.Advance(TimeSpan.FromSeconds(1));
        _provider.Signal(Answers.Product);
        Refuse(RefusalCause.Away);

        Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
    }

    [Fact]
    public async Task KeyThatTheProviderDoesNotKnow_IsToldAndNotHiddenByTheCache()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _time.Advance(TimeToLive);
        Refuse(RefusalCause.Unauthorized);

        Assert.Equal("provider_authentication", Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache)).Code);
    }

    [Fact]
    public async Task Unreadable_Is502()
    {
        _provider.OnRead = static _ => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Unreadable("403"));

        var refused = Assert.IsType<CachedAnswer.Refused>(await ReadAsync(NewCache()));

        Assert.Equal((502, "provider_refused", (TimeSpan?)null), (refused.Status, refused.Code, refused.RetryAfter));
    }

    [Fact]
    public async Task CallThatFails_IsStale_AndWithNothingCachedTheProviderIsUnavailable()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _time.Advance(TimeToLive);
        _provider.OnRead = static _ => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Failed("No answer in time."));

        Assert.Equal(AnswerOrigin.Stale, (await FoundAsync(cache)).Origin);
        var refused = Assert.IsType<CachedAnswer.Refused>(await cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_2", default));
        Assert.Equal((503, "provider_unavailable"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task DeletedByAnEvent_IsNotServedEvenWhileTheProviderIsAway()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _provider.Signal(Answers.Product, isDeletion: true);
        Refuse(RefusalCause.Away);

        Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
    }

    [Fact]
    public async Task Missing_OfAKnownObject_IsForgottenAndItsRowStays()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _time.Advance(TimeToLive);
        Miss();

        Assert.IsType<CachedAnswer.Missing>(await ReadAsync(cache));
        Assert.Equal(true, _provider.Livemode);

        // The API key may be another account's.
        Assert.False((await _provider.LookAsync(Answers.Product, Answers.Entry(Answers.Product), default)).IsDeleted);

        Refuse(RefusalCause.Away);
        Assert.IsType<CachedAnswer.Refused>(await ReadAsync(cache));
    }

    [Fact]
    public async Task Missing_OfAnUnknownObject_LeavesNothingBehind()
    {
        Miss();

        Assert.IsType<CachedAnswer.Missing>(await ReadAsync(NewCache()));

        // A tombstone would be for ever, and this id may be of the other mode, or of another account.
        Assert.False(_provider.HasRow(Answers.Product));
        Assert.Null(_provider.Livemode);
    }

    [Fact]
    public async Task DatabaseAway_IsStale_AndWithNothingCachedTheFault()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        _provider.DatabaseFault = new TimeoutException("the database is away");

        Assert.Equal(AnswerOrigin.Stale, (await FoundAsync(cache)).Origin);
        await Assert.ThrowsAsync<TimeoutException>(() => cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_2", default));
        Assert.Equal(1, _provider.Calls);
    }

    [Fact]
    public async Task DatabaseAwayOnceTheProviderHasAnswered_TheAnswerIsServed()
    {
        var cache = NewCache();
        _provider.OnRead = key =>
        {
            _provider.DatabaseFault = new TimeoutException("the database is away");
            return Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key)));
        };
        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);

        // Nothing was written; an event's row is.
        _provider.DatabaseFault = null;
        _provider.OnRead = static key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key, "Two")));
        Assert.Equal((AnswerOrigin.Hit, "One"), Shown(await FoundAsync(cache)));
        _provider.Signal(Answers.Product);
        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await FoundAsync(cache)));
    }

    private ObjectCache NewCache(CacheOptions? options = null)
    {
        var memory = new CacheMemory(mostEntries: 100, mostBytes: 1 << 20);
        return new ObjectCache(
            memory,
            new ObjectLoader(_provider, _provider, _time, NullLogger<ObjectLoader>.Instance),
            _provider,
            new Rules(),
            new CacheMetrics(_services.GetRequiredService<IMeterFactory>(), memory),
            Options.Create(options ?? new CacheOptions { MostStale = MostStale }),
            _time,
            NullLogger<ObjectCache>.Instance);
    }

    private static Task<CachedAnswer> ReadAsync(ObjectCache cache) => cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_1", CancellationToken.None);

    private static async Task<CachedAnswer.Found> FoundAsync(ObjectCache cache) => Assert.IsType<CachedAnswer.Found>(await ReadAsync(cache));

    private static (AnswerOrigin Origin, string? Name) Shown(CachedAnswer.Found found) =>
        (found.Origin, JsonElement.Parse(found.Json.Span).GetProperty("name").GetString());

    private void Answer(string name) => _provider.OnRead = key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key, name)));

    private void Refuse(RefusalCause cause) => _provider.OnRead = _ =>
        Task.FromResult<ObjectAnswer>(new ObjectAnswer.Refused("Held back.") { Cause = cause, RetryAfter = TimeSpan.FromSeconds(3) });

    private void Miss() => _provider.OnRead = static key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.NotFound(Answers.Deleted(key)));

    private TaskCompletionSource<ObjectAnswer> Hold()
    {
        var answer = new TaskCompletionSource<ObjectAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _provider.OnRead = _ => answer.Task;
        return answer;
    }

    private sealed class Rules : IStreamRules
    {
        public IProjection ProjectionOf(string account) => StripeProjection.Instance;

        public bool CanRead(string account) => true;

        public bool HoldsOnDeadLetter(string account) => false;
    }
}
