namespace Signalbox.Tests.Grain.Conformance;

/// <summary>What goes along with a request, and whom it is addressed to.</summary>
public sealed class CallContextTests
{
    [Fact]
    public async Task RequestContext_FlowsAlongTheCalls_AndNeverBack()
    {
        await using var host = await GrainHost.StartAsync();
        RequestContext.Set("key", "mine");

        var seen = await host.Grains.GetGrain<ICallGrain>("a").ContextAsync("key", "b");

        Assert.Equal("mine, changed by a", seen);
        Assert.Equal("mine", RequestContext.Get("key"));
        RequestContext.Clear();
        Assert.Null(RequestContext.Get("key"));
        Assert.Null(await host.Grains.GetGrain<ICallGrain>("a").ContextAsync("key", ""));
    }

    [Fact]
    public async Task RequestContext_OfParallelRequests_StaysApart()
    {
        await using var host = await GrainHost.StartAsync();

        var seen = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            RequestContext.Set("key", $"{i}");
            return (i, await host.Grains.GetGrain<ICallGrain>($"{i % 5}").ContextAsync("key", ""));
        })));

        Assert.All(seen, each => Assert.Equal($"{each.i}", each.Item2));
    }

    [Fact]
    public async Task Reference_KnowsItsKey_EqualsAnotherOfTheSame_AndChangesItsFace()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Grains.GetGrain<ICallGrain>("stripe/customer/a");

        Assert.Equal("stripe/customer/a", grain.GetPrimaryKeyString());
        Assert.Equal(grain, host.Grains.GetGrain<ICallGrain>("stripe/customer/a"));
        Assert.NotEqual(grain, host.Grains.GetGrain<ICallGrain>("b"));
        Assert.Equal("stripe/customer/a", await grain.AddressAsync());
        Assert.Equal("other stripe/customer/a", await grain.AsReference<IOtherFaceGrain>().OtherAsync());
        Assert.Equal(GrainId.Create("conformance-call", "stripe/customer/a"), grain.GetGrainId());
    }

    [Fact]
    public async Task Interface_OfSeveralClasses_NeedsAPrefix()
    {
        await using var host = await GrainHost.StartAsync();

        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<ILifeGrain>("a"));
        await host.Grains.GetGrain<ILifeGrain>("kept", typeof(KeptGrain).FullName).IdAsync();
    }
}
