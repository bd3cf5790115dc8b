using System.Diagnostics.Metrics;
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

/// <summary>A cache over a provider that answers as a test wants, on a clock that the test moves.</summary>
public abstract class CacheFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private protected static TimeSpan TimeToLive { get; } = StripeCacheableKinds.Products.TimeToLive;

    private protected static TimeSpan MostStale { get; } = TimeSpan.FromHours(1);

    private protected FakeProvider Provider { get; } = new();

    private protected ManualTimeProvider Time { get; } = new();

    public void Dispose()
    {
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected ObjectCache NewCache(CacheOptions? options = null)
    {
        var memory = new CacheMemory(mostEntries: 100, mostBytes: 1 << 20);
        return new ObjectCache(
            memory,
            new ObjectLoader(Provider, Provider, Time, NullLogger<ObjectLoader>.Instance),
            Provider,
            new Rules(),
            new CacheMetrics(_services.GetRequiredService<IMeterFactory>(), memory),
            Options.Create(options ?? new CacheOptions { MostStale = MostStale }),
            Time,
            NullLogger<ObjectCache>.Instance);
    }

    private protected static Task<CachedAnswer> ReadAsync(ObjectCache cache) => cache.ReadAsync("stripe", StripeCacheableKinds.Products, "prod_1", CancellationToken.None);

    private protected static async Task<CachedAnswer.Found> FoundAsync(ObjectCache cache) => Assert.IsType<CachedAnswer.Found>(await ReadAsync(cache));

    private protected static (AnswerOrigin Origin, string? Name) Shown(CachedAnswer.Found found) =>
        (found.Origin, JsonElement.Parse(found.Json.Span).GetProperty("name").GetString());

    private protected void Answer(string name) => Provider.OnRead = key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.Found(Answers.Observed(key, name)));

    private protected void Refuse(RefusalCause cause) => Provider.OnRead = _ =>
        Task.FromResult<ObjectAnswer>(new ObjectAnswer.Refused("Held back.") { Cause = cause, RetryAfter = TimeSpan.FromSeconds(3) });

    private protected void Miss() => Provider.OnRead = static key => Task.FromResult<ObjectAnswer>(new ObjectAnswer.NotFound(Answers.Deleted(key)));

    private protected TaskCompletionSource<ObjectAnswer> Hold()
    {
        var answer = new TaskCompletionSource<ObjectAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Provider.OnRead = _ => answer.Task;
        return answer;
    }

    private sealed class Rules : IStreamRules
    {
        public IProjection ProjectionOf(string account) => StripeProjection.Instance;

        public bool CanRead(string account) => true;

        public bool HoldsOnDeadLetter(string account) => false;
    }
}
