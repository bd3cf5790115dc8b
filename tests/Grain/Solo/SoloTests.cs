using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Signalbox.Tests.Grain.Conformance;

namespace Signalbox.Tests.Grain.Solo;

internal interface IInternalGrain : IGrainWithStringKey
{
    Task<Hidden> GetAsync(Hidden hidden, IReadOnlyList<Hidden> more);
}

internal sealed record Hidden(int Value);

[GrainType("solo-internal")]
internal sealed class InternalGrain : Orleans.Grain, IInternalGrain
{
    public Task<Hidden> GetAsync(Hidden hidden, IReadOnlyList<Hidden> more) => Task.FromResult(more[hidden.Value]);
}

/// <summary>What this host promises beyond Orleans.</summary>
public sealed class SoloTests
{
    [Fact]
    public async Task CallCycle_TimeoutNamesTheChain()
    {
        await using var host = await GrainHost.StartAsync();

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => host.Grains.GetGrain<ICallGrain>("a").CallBackAsync(["b", "a", "a"]));

        const string Call = $"({nameof(ICallGrain)}.{nameof(ICallGrain.CallBackAsync)})";
        Assert.Contains($"cycle, in which a grain waits for itself: conformance-call/a {Call} -> conformance-call/b {Call} -> conformance-call/a {Call}.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneWay_BeyondTheLimit_IsCounted()
    {
        await using var host = await GrainHost.StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 5));
        using var rejected = new Measured(host, "orleans-messaging-rejected");
        var grain = host.Grains.GetGrain<ICallGrain>("a");

        for (var i = 0; i < 12; i++)
        {
            Assert.True(grain.TellAsync("door").IsCompletedSuccessfully);
        }

        Assert.Equal(7, rejected.Sum);
        host.Probe.Open("door");
    }

    [Fact]
    public async Task Stopping_RefusesCallsFromOutside_AndFinishesThoseOfGrains()
    {
        await using var host = await GrainHost.StartAsync();
        var relay = host.Grains.GetGrain<IRelayGrain>("a");
        var relayed = relay.RelayAsync("door");
        await host.Probe.Until("relaying");
        var stopping = host.StopAsync();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Grains.GetGrain<IPlainLifeGrain>("b").IdAsync());
        host.Probe.Open("door");
        await stopping;

        Assert.NotEqual(Guid.Empty, await relayed);
    }

    [Fact]
    public async Task Stop_ThatMayNotWait_AnswersThoseWhoWait()
    {
        await using var host = await GrainHost.StartAsync();
        var held = host.Grains.GetGrain<IInterleavingGrain>("a").WriteAsync("never");
        await host.Probe.Until("never began");
        using var promptly = new CancellationTokenSource();
        await promptly.CancelAsync();

        await host.StopAsync(promptly.Token);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held);
    }

    [Fact]
    public async Task Grain_ThatAlwaysEndsBeforeItServes_IsRefusedInsteadOfTriedForever()
    {
        await using var host = await GrainHost.StartAsync();

        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => host.Grains.GetGrain<IShyGrain>("a").HelloAsync());
    }

    [Fact]
    public async Task Activations_AreCountedByOrleansMeter()
    {
        await using var host = await GrainHost.StartAsync();
        using var grains = new Measured(host, "orleans-grains");
        await host.Grains.GetGrain<IPlainLifeGrain>("a").IdAsync();
        await host.Grains.GetGrain<IPlainLifeGrain>("b").IdAsync();
        Assert.Equal(2, grains.Sum);

        await host.Grains.GetGrain<IPlainLifeGrain>("a").EndAsync();
        await host.Probe.Until("a deactivated: ApplicationRequested");
        await host.StopAsync();

        Assert.Equal(0, grains.Sum);
    }

    [Fact]
    public async Task InternalInterfaces_CanBeCalled()
    {
        await using var host = await GrainHost.StartAsync();

        Assert.Equal(new Hidden(7), await host.Grains.GetGrain<IInternalGrain>("a").GetAsync(new Hidden(1), [new Hidden(5), new Hidden(7)]));
    }

    /// <summary>The sum of an instrument of one host.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _sum;

        internal Measured(GrainHost host, string name)
        {
            var meters = host.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name && instrument.Meter.Name == "Microsoft.Orleans" && instrument.Meter.Scope == meters)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => Interlocked.Add(ref _sum, value));
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _sum, value));
            _ = host.Grains;
            _listener.Start();
        }

        internal long Sum => Interlocked.Read(ref _sum);

        public void Dispose() => _listener.Dispose();
    }
}

public interface IRelayGrain : IGrainWithStringKey
{
    Task<Guid> RelayAsync(string door);
}

[GrainType("solo-relay")]
public sealed class RelayGrain(Probe probe) : Orleans.Grain, IRelayGrain
{
    public async Task<Guid> RelayAsync(string door)
    {
        probe.Happened("relaying");
        await probe.Door(door);
        return await GrainFactory.GetGrain<IPlainLifeGrain>("relayed to").IdAsync();
    }
}

public interface IShyGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    Task HelloAsync();
}

[GrainType("solo-shy")]
public sealed class ShyGrain : Orleans.Grain, IShyGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task HelloAsync() => Task.CompletedTask;
}
