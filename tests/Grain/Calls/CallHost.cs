using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Signalbox.Calls;
using Signalbox.Tests.Grain.Conformance;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Calls;

/// <summary>The real grains of limits and circuits on a real host, with this process's side of them, on a clock that the test moves.</summary>
internal sealed class CallHost : IAsyncDisposable
{
    internal const string Limit = "stripe/api";
    internal const string Circuit = "stripe/payments";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly GrainHost _host;
    private readonly ManualTimeProvider _time;

    private CallHost(GrainHost host, ManualTimeProvider time, ISlotStore store, ICallRules rules)
    {
        (_host, _time) = (host, time);
        Slots = new CallSlots(store, rules, Options.Create(new CallOptions()), time, NullLogger<CallSlots>.Instance);
        Permits = new CallPermits(host.Grains, rules, Slots, time, NullLogger<CallPermits>.Instance);
        Breaker = new CallBreaker(host.Grains, time, NullLogger<CallBreaker>.Instance);
    }

    internal static TimeSpan PermitLifetime { get; } = TimeSpan.FromMilliseconds(30);

    internal static TimeSpan Transit { get; } = TimeSpan.FromMilliseconds(20);

    internal static CircuitRule Rule { get; } = new(
        TimeSpan.FromSeconds(30), 0.5, 10, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), Probes: 3, TimeSpan.FromSeconds(20));

    internal CallSlots Slots { get; }

    internal CallPermits Permits { get; }

    internal CallBreaker Breaker { get; }

    internal IRateLimiterGrain Limiter => _host.Grains.GetGrain<IRateLimiterGrain>(Limit);

    internal ICircuitBreakerGrain CircuitGrain => _host.Grains.GetGrain<ICircuitBreakerGrain>(Circuit);

    internal static async Task<CallHost> StartAsync(
        FakeCallStore store, ManualTimeProvider time, int requests = 100, CallOptions? options = null, int concurrency = 0, int? classRequests = null)
    {
        var rules = new Rules(requests, concurrency, classRequests);
        var host = await GrainHost.StartAsync(silo => silo.ConfigureServices(services => services.AddMetrics().AddSingleton(s => new CallServices(
            store,
            store,
            rules,
            new LimiterMetrics(s.GetRequiredService<IMeterFactory>()),
            Options.Create(options ?? new CallOptions()),
            time,
            new Random(7),
            s.GetRequiredService<ILogger<RateLimiterGrain>>(),
            s.GetRequiredService<ILogger<CircuitBreakerGrain>>()))));
        return new CallHost(host, time, store, rules);
    }

    internal Task<PermitGrant> AcquireAsync(PermitPriority priority, double patience = 60, CancellationToken cancellationToken = default) =>
        Limiter.AcquireAsync(new PermitRequest(priority, 0, TimeSpan.FromSeconds(patience)), cancellationToken);

    /// <summary>Waits until so many stand in the limiter's queue.</summary>
    internal async Task UntilWaitingAsync(int waiting)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await Limiter.GetStatusAsync(patience.Token) is var status && status.WaitingInteractive + status.WaitingRefresh + status.WaitingBulk != waiting)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Moves the clock in small steps until something has happened.</summary>
    /// <param name="condition">What has happened.</param>
    /// <param name="step">How far at a time; a millisecond if not given.</param>
    internal async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(step ?? TimeSpan.FromMilliseconds(1));
            await Task.Yield();

            // A round trip, so that what the step set off has had its turn.
            await RoundTripAsync(patience.Token);
        }
    }

    private async Task RoundTripAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CircuitGrain.GetStatusAsync(cancellationToken);
        }
        catch (TimeoutException)
        {
            // The fake database is away; the way there and back was made all the same.
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed class Rules(int requests, int concurrency, int? classRequests) : ICallRules
    {
        public CircuitRule Circuit => Rule;

        public SlotLease Slots => SlotLease.For(TimeSpan.FromSeconds(20));

        public CallLimit LimitOf(string name) => name == Limit
            ? new(requests, TimeSpan.FromSeconds(1), PermitLifetime, Transit, concurrency)
            : new(classRequests!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100), Transit);

        public IReadOnlyList<string> LimitsOf(string account, string limitClass) =>
            classRequests is null || limitClass == "api" ? [Limit] : [$"{account}/{limitClass}", Limit];
    }
}
