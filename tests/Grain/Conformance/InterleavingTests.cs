using Orleans.Concurrency;

namespace Signalbox.Tests.Grain.Conformance;

public interface IInterleavingGrain : IGrainWithStringKey
{
    Task WriteAsync(string name);

    [ReadOnly]
    Task ReadAsync(string name);

    [AlwaysInterleave]
    Task PassAsync(string name);
}

[GrainType("conformance-interleaving")]
public sealed class InterleavingGrain(Probe probe) : Orleans.Grain, IInterleavingGrain
{
    public Task WriteAsync(string name) => RunAsync(name);

    public Task ReadAsync(string name) => RunAsync(name);

    public Task PassAsync(string name) => RunAsync(name);

    private async Task RunAsync(string name)
    {
        probe.Happened($"{name} began");
        await probe.Door(name);
        probe.Happened($"{name} ended");
    }
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task WorkAsync(string name);

    [AlwaysInterleave]
    Task PassAsync(string name);
}

[GrainType("conformance-worker"), StatelessWorker(2)]
public sealed class WorkerGrain(Probe probe) : Orleans.Grain, IWorkerGrain
{
    public async Task WorkAsync(string name)
    {
        probe.Happened($"{name} began");
        await probe.Door(name);
    }

    public Task PassAsync(string name) => WorkAsync(name);
}

public sealed class InterleavingTests
{
    [Fact]
    public async Task Ordinary_WaitsForTheOneBefore_AwaitsIncluded()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IInterleavingGrain>("a");
        var first = grain.WriteAsync("first");
        await host.Probe.Until("first began");
        host.Probe.Open("second");
        var second = grain.WriteAsync("second");
        var pass = grain.PassAsync("pass");
        host.Probe.Open("pass");
        await pass;

        host.Probe.Open("first");
        await Task.WhenAll(first, second);

        Assert.Equal(["first began", "pass began", "pass ended", "first ended", "second began", "second ended"], host.Probe.Log);
    }

    [Fact]
    public async Task AlwaysInterleave_WhileItAwaits_KeepsNothingFromStarting()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IInterleavingGrain>("a");
        var pass = grain.PassAsync("pass");
        await host.Probe.Until("pass began");

        host.Probe.Open("write");
        await grain.WriteAsync("write");

        Assert.False(pass.IsCompleted);
        host.Probe.Open("pass");
        await pass;
    }

    [Fact]
    public async Task ReadOnly_RunsWithReadersButNotWithWriters()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IInterleavingGrain>("a");
        var reads = new[] { grain.ReadAsync("r1"), grain.ReadAsync("r2") };
        await host.Probe.Until("r1 began");
        await host.Probe.Until("r2 began");
        var write = grain.WriteAsync("w");
        host.Probe.Open("w");
        var pass = grain.PassAsync("pass");
        host.Probe.Open("pass");
        await pass;
        Assert.DoesNotContain("w began", host.Probe.Log);

        host.Probe.Open("r1");
        host.Probe.Open("r2");
        await Task.WhenAll([.. reads, write]);

        var log = host.Probe.Log.ToList();
        Assert.True(log.IndexOf("w began") > log.IndexOf("r1 ended"), string.Join(", ", log));
        Assert.True(log.IndexOf("w began") > log.IndexOf("r2 ended"), string.Join(", ", log));
    }

    [Fact]
    public async Task ReadOnly_BehindAWriter_WaitsForIt()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IInterleavingGrain>("a");
        var write = grain.WriteAsync("w");
        await host.Probe.Until("w began");
        var read = grain.ReadAsync("r");
        host.Probe.Open("pass");
        host.Probe.Open("r");
        await grain.PassAsync("pass");
        Assert.DoesNotContain("r began", host.Probe.Log);

        host.Probe.Open("w");
        await Task.WhenAll(write, read);
    }

    [Fact]
    public async Task StatelessWorker_RunsAsManyAtOnceAsItsLimit()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<IWorkerGrain>("a");
        var calls = new List<Task> { grain.WorkAsync("1"), grain.WorkAsync("2") };
        await host.Probe.Until("1 began");
        await host.Probe.Until("2 began");
        calls.Add(grain.WorkAsync("3"));
        host.Probe.Open("pass");
        await grain.PassAsync("pass");
        Assert.DoesNotContain("3 began", host.Probe.Log);

        host.Probe.Open("1");
        host.Probe.Open("2");
        host.Probe.Open("3");
        await Task.WhenAll(calls);

        Assert.Contains("3 began", host.Probe.Log);
    }
}
