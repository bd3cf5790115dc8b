using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Storage;

namespace Signalbox.Tests.Grain.Conformance;

[GenerateSerializer]
public sealed class Tally
{
    [Id(0)]
    public int Count { get; set; }
}

public interface ITallyGrain : IGrainWithStringKey
{
    Task<(int Count, bool Exists)> GetAsync();

    Task AddAsync(bool write);

    Task ClearAsync();

    Task EndAsync();
}

[GrainType("conformance-tally")]
public sealed class TallyGrain([PersistentState("tally", "memory")] IPersistentState<Tally> tally) : Orleans.Grain, ITallyGrain
{
    private int _countAtActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _countAtActivation = tally.State.Count;
        return Task.CompletedTask;
    }

    public Task<(int Count, bool Exists)> GetAsync() => Task.FromResult((_countAtActivation, tally.RecordExists));

    public async Task AddAsync(bool write)
    {
        tally.State.Count++;
        if (write)
        {
            await tally.WriteStateAsync();
        }
    }

    public Task ClearAsync() => tally.ClearStateAsync();

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class StateTests
{
    [Fact]
    public async Task State_IsReadBeforeActivation_AndHoldsWhatWasWritten()
    {
        await using var host = await GrainHost.StartAsync(silo => silo.AddMemoryGrainStorage("memory"));
        var grain = host.Grains.GetGrain<ITallyGrain>("a");
        Assert.Equal((0, false), await grain.GetAsync());

        await grain.AddAsync(write: true);
        await grain.AddAsync(write: false);
        await grain.EndAsync();

        Assert.Equal((1, true), await grain.GetAsync());
        await grain.ClearAsync();
        await grain.EndAsync();
        Assert.Equal((0, false), await grain.GetAsync());
    }

    [Fact]
    public async Task State_ChangedByAnother_ThrowsAndEndsTheActivation()
    {
        await using var host = await GrainHost.StartAsync(silo => silo.AddMemoryGrainStorage("memory"));
        var grain = host.Grains.GetGrain<ITallyGrain>("a");
        await grain.AddAsync(write: true);
        await ChangeBehindItAsync(host, grain.GetGrainId());

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.AddAsync(write: true));

        Assert.Equal((100, true), await grain.GetAsync());
    }

    private static async Task ChangeBehindItAsync(GrainHost host, GrainId grain)
    {
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("memory");
        var state = new Stored();
        await storage.ReadStateAsync("tally", grain, state);
        state.State!.Count = 100;
        await storage.WriteStateAsync("tally", grain, state);
    }

    private sealed class Stored : IGrainState<Tally>
    {
        public Tally? State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}
