using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans;
using Orleans.Hosting;
using Signalbox.Calls;
using Signalbox.Providers.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Calls;

/// <summary>The grains of limits and circuits in three hosts on one real database, each as a process of its own would have them.</summary>
public sealed class ThreeProcessesTests : IAsyncLifetime
{
    private const int Requests = 100;
    private readonly List<Process> _processes = [];
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            _processes.Add(await Process.StartAsync(_database.ConnectionString));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    [Fact]
    public async Task FullDemandOfEveryPriority_NoWindowHoldsMoreThanTheLimit()
    {
        // When each permit was used, on the one clock that all have; until the limit has been used up several times.
        var used = new ConcurrentBag<(long At, CallPriority Priority)>();
        var callers =
            from process in _processes
            from priority in Enum.GetValues<CallPriority>()
            from caller in Enumerable.Range(0, 12)
            select Task.Run(async () =>
            {
                while (used.Count < Requests * 4)
                {
                    var permit = await process.Permits.AcquireAsync("stripe", "api", priority, TimeSpan.FromMinutes(1), default);
                    Assert.Equal(CallPermitOutcome.Granted, permit.Outcome);
                    if (TimeProvider.System.GetTimestamp() is var now && now < permit.ExpiresAt)
                    {
                        used.Add((now, priority));
                    }
                }
            });
        await Task.WhenAll(callers);

        var times = used.Select(static u => u.At).Order().ToList();
        for (var first = 0; first + Requests < times.Count; first++)
        {
            var span = TimeProvider.System.GetElapsedTime(times[first], times[first + Requests]);
            Assert.True(span > TimeSpan.FromSeconds(1), $"{Requests + 1} permits were used within {span}.");
        }

        Assert.All(Enum.GetValues<CallPriority>(), priority => Assert.Contains(used, u => u.Priority == priority));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{(times.Count - 1) / TimeProvider.System.GetElapsedTime(times[0], times[^1]).TotalSeconds:0.0} permits a second; "
            + string.Join(", ", used.CountBy(static u => u.Priority).OrderBy(static c => c.Key).Select(static c => $"{c.Key} {c.Value}")));
    }

    [Fact]
    public async Task HalfOpenCircuit_AllProcessesTogetherSendTheConfiguredProbes()
    {
        var verdict = await _processes[0].Breaker.AskAsync("stripe", "api", default);
        for (var i = 0; i < 20; i++)
        {
            _processes[0].Breaker.Report("stripe", "api", verdict, AttemptOutcome.Failed);
        }

        // Every caller keeps asking from before the break until it was refused in half-open state.
        var probes = new ConcurrentBag<CircuitVerdict>();
        await Task.WhenAll(from process in _processes from caller in Enumerable.Range(0, 10) select Task.Run(() => AskUntilProbedAsync(process, probes)));

        Assert.Equal(Process.Rule.Probes, probes.Count);
        foreach (var probe in probes)
        {
            _processes[1].Breaker.Report("stripe", "api", probe, AttemptOutcome.Answered);
        }

        foreach (var process in _processes)
        {
            while (await process.Breaker.AskAsync("stripe", "api", TestContext.Current.CancellationToken) is { MaySend: false })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task AskUntilProbedAsync(Process process, ConcurrentBag<CircuitVerdict> probes)
    {
        while (true)
        {
            var verdict = await process.Breaker.AskAsync("stripe", "api", TestContext.Current.CancellationToken);
            if (verdict.IsProbe)
            {
                probes.Add(verdict);
            }

            var status = await process.Circuit.GetStatusAsync(TestContext.Current.CancellationToken);
            if (status.State is CircuitState.HalfOpen && probes.Count >= Process.Rule.Probes && !verdict.MaySend)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Process : IAsyncDisposable
    {
        private readonly IHost _host;
        private readonly NpgsqlDataSource _source;

        private Process(IHost host, NpgsqlDataSource source)
        {
            (_host, _source) = (host, source);
            var grains = host.Services.GetRequiredService<IGrainFactory>();
            var rules = new Rules();
            var slots = new CallSlots(new PostgresSlotStore(source), rules, Options.Create(new CallOptions()), TimeProvider.System, NullLogger<CallSlots>.Instance);
            Permits = new CallPermits(grains, rules, slots, TimeProvider.System, NullLogger<CallPermits>.Instance);
            Breaker = new CallBreaker(grains, TimeProvider.System, NullLogger<CallBreaker>.Instance);
            Circuit = grains.GetGrain<ICircuitBreakerGrain>("stripe/api");
        }

        internal static CircuitRule Rule { get; } = new(
            TimeSpan.FromSeconds(30), 0.5, 10, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5), Probes: 3, TimeSpan.FromMinutes(10));

        internal CallPermits Permits { get; }

        internal CallBreaker Breaker { get; }

        internal ICircuitBreakerGrain Circuit { get; }

        internal static async Task<Process> StartAsync(string connectionString)
        {
            var source = NpgsqlDataSource.Create(connectionString);
            var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
            builder.Services.AddMetrics().AddSingleton(TimeProvider.System).AddSingleton(s => new CallServices(
                new PostgresRateLimitStore(source),
                new PostgresCircuitStore(source),
                new Rules(),
                new LimiterMetrics(s.GetRequiredService<IMeterFactory>()),
                Options.Create(new CallOptions()),
                TimeProvider.System,
                new Random(7),
                s.GetRequiredService<ILogger<RateLimiterGrain>>(),
                s.GetRequiredService<ILogger<CircuitBreakerGrain>>()));
            builder.UseOrleans(static silo => silo.UseLocalhostClustering());
            var host = builder.Build();
            await host.StartAsync();
            return new Process(host, source);
        }

        public async ValueTask DisposeAsync()
        {
            await _host.StopAsync();
            _host.Dispose();
            await _source.DisposeAsync();
        }

        private sealed class Rules : ICallRules
        {
            public CircuitRule Circuit => Rule;

            public SlotLease Slots => SlotLease.For(TimeSpan.FromSeconds(20));

            public IReadOnlyList<string> LimitsOf(string account, string limitClass) => [$"{account}/api"];

            public CallLimit LimitOf(string name) => new(Requests, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(20));
        }
    }
}
