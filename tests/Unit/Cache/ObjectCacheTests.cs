using System.Text;
using Signalbox.Cache;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;

namespace Signalbox.Tests.Unit.Cache;

/// <summary>When an answer is a hit and when a miss, and what each costs the provider.</summary>
public sealed class ObjectCacheTests : CacheFixture
{
    [Fact]
    public async Task Read_Twice_IsAMissThenAHitOfTheSameBytes()
    {
        var cache = NewCache();
        var miss = await FoundAsync(cache);
        Time.Advance(TimeToLive - TimeSpan.FromSeconds(1));
        var hit = await FoundAsync(cache);

        Assert.Equal((AnswerOrigin.Miss, TimeSpan.Zero), (miss.Origin, miss.Age));
        Assert.Equal((AnswerOrigin.Hit, TimeToLive - TimeSpan.FromSeconds(1)), (hit.Origin, hit.Age));
        Assert.Equal("""{"id":"prod_1","object":"product","name":"One"}""", Encoding.UTF8.GetString(hit.Json.Span));
        Assert.Equal(miss.Json, hit.Json);
        Assert.Equal((1, 1), (Provider.Calls, Provider.Looks));
        Assert.True(Provider.HasRow(Answers.Product));
    }

    [Fact]
    public async Task TimeToLiveOver_IsAMiss()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Time.Advance(TimeToLive);

        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);
        Assert.Equal(2, Provider.Calls);
    }

    [Fact]
    public async Task SignalAboutTheObject_WhereverItWasApplied_IsAMiss()
    {
        var cache = NewCache();
        await FoundAsync(cache);
        Answer("Two");
        Provider.Signal(Answers.Product);

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

        Assert.Equal(2, Provider.Calls);
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
        Provider.Signal(Answers.Product);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((AnswerOrigin.Hit, 0), ((await FoundAsync(cache)).Origin, Provider.Looks));

        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((AnswerOrigin.Miss, 1), ((await FoundAsync(cache)).Origin, Provider.Looks));

        // A look that finds it so is the beginning of another while.
        Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((AnswerOrigin.Hit, 2), ((await FoundAsync(cache)).Origin, Provider.Looks));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((AnswerOrigin.Hit, 2), ((await FoundAsync(cache)).Origin, Provider.Looks));
    }

    [Fact]
    public async Task FiftyAtOnce_AreOneCall()
    {
        var cache = NewCache();
        var answer = Hold();
        var reads = Enumerable.Range(0, 50).Select(_ => Task.Run(() => FoundAsync(cache))).ToList();
        answer.SetResult(new ObjectAnswer.Found(Answers.Observed(Answers.Product)));

        Assert.All(await Task.WhenAll(reads), static found => Assert.Equal("One", Shown(found).Name));
        Assert.Equal(1, Provider.Calls);
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
        Assert.Equal(1, Provider.Calls);
    }

    [Fact]
    public async Task SignalAfterTheCallOfAnother_IsAskedForAgain()
    {
        var cache = NewCache();
        var answer = Hold();
        var own = FoundAsync(cache);
        var shared = FoundAsync(cache);
        Provider.OnKept = key =>
        {
            Provider.OnKept = static _ => { };
            Answer("Two");
            Provider.Signal(key);
        };
        answer.SetResult(new ObjectAnswer.Found(Answers.Observed(Answers.Product)));

        // Whoever began the call came before the signal; the other one may have come after it.
        Assert.Equal("One", Shown(await own).Name);
        Assert.Equal((AnswerOrigin.Miss, "Two"), Shown(await shared));
        Assert.Equal(2, Provider.Calls);
    }

    [Fact]
    public async Task SignalDuringTheCall_IsAskedForAgain()
    {
        var cache = NewCache();
        Provider.OnRead = key =>
        {
            var name = Provider.Calls == 1 ? "Before" : "After";
            if (Provider.Calls == 1)
            {
                Provider.Signal(key);
            }

            return Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key, name)));
        };

        Assert.Equal((AnswerOrigin.Miss, "After"), Shown(await FoundAsync(cache)));
        Assert.Equal((AnswerOrigin.Hit, "After"), Shown(await FoundAsync(cache)));
        Assert.Equal(2, Provider.Calls);
    }

    [Fact]
    public async Task SignalDuringEveryCall_IsAnsweredAndNeverAHit()
    {
        var cache = NewCache();
        Provider.OnRead = key =>
        {
            Provider.Signal(key);
            return Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key)));
        };

        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);
        Assert.Equal(AnswerOrigin.Miss, (await FoundAsync(cache)).Origin);
        Assert.Equal(4, Provider.Calls);
    }
}
