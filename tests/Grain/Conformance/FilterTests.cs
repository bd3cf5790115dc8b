using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Signalbox.Tests.Grain.Conformance;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> SayAsync(string text);

    Task FailAsync();
}

[GrainType("conformance-filtered")]
public sealed class FilteredGrain(Probe probe) : Orleans.Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<string> SayAsync(string text) => Task.FromResult($"said {text} {RequestContext.Get("by filter")}");

    public Task FailAsync() => throw new FormatException("from the grain");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        probe.Happened($"own filter of {context.ImplementationMethod.Name}");
        await context.Invoke();
    }
}

public sealed class FilterTests
{
    [Fact]
    public async Task Filters_SeeTheCallInOrder_AndMayChangeArgumentsAndResult()
    {
        await using var host = await GrainHost.StartAsync(silo => silo
            .AddOutgoingGrainCallFilter(async context =>
            {
                RequestContext.Set("by filter", "with context");
                await context.Invoke();
                context.Result = $"[{context.Result}]";
            })
            .AddIncomingGrainCallFilter<NotingFilter>()
            .AddIncomingGrainCallFilter(async context =>
            {
                context.Request.SetArgument(0, $"{context.Request.GetArgument(0)}!");
                await context.Invoke();
                context.Result = $"({context.Result})";
            }));

        var said = await host.Grains.GetGrain<IFilteredGrain>("a").SayAsync("hello");

        Assert.Equal("[(said hello! with context)]", said);
        Assert.Equal(["SayAsync of conformance-filtered/a begins", "own filter of SayAsync", "SayAsync ends"], host.Probe.Log);
    }

    [Fact]
    public async Task Filter_ThatDoesNotGoOn_AnswersInTheGrainsPlace()
    {
        await using var host = await GrainHost.StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
        {
            context.Result = "no";
            return Task.CompletedTask;
        }));

        Assert.Equal("no", await host.Grains.GetGrain<IFilteredGrain>("a").SayAsync("hello"));
        Assert.Empty(host.Probe.Log);
    }

    [Fact]
    public async Task Exception_PassesThroughFilters_AndThoseOfFiltersReachTheCaller()
    {
        await using var host = await GrainHost.StartAsync(silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (FormatException exception)
            {
                throw new InvalidOperationException("from the filter", exception);
            }
        }));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Grains.GetGrain<IFilteredGrain>("a").FailAsync());

        Assert.IsType<FormatException>(exception.InnerException);
    }

    private sealed class NotingFilter(Probe probe) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            probe.Happened($"{context.MethodName} of {context.TargetId} begins");
            await context.Invoke();
            probe.Happened($"{context.MethodName} ends");
        }
    }
}
