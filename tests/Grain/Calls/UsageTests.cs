using Signalbox.Calls;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Grain.Calls;

/// <summary>That nearly all of a limit is used can be seen by everybody.</summary>
public sealed class UsageTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FakeCallStore _store;

    public UsageTests() => _store = new FakeCallStore(_time);

    [Fact]
    public async Task Acquire_NearlyAllUsedForTenSeconds_IsNotedUntilItIsOver()
    {
        await using var host = await CallHost.StartAsync(_store, _time, requests: 100);
        await AcquireWhenUsedAsync(host, 85);
        Assert.Null((await host.Limiter.GetStatusAsync(default)).NearlyUsedUpSince);

        _time.Advance(TimeSpan.FromSeconds(10));
        var noted = _time.GetUtcNow();
        await AcquireWhenUsedAsync(host, 85);
        await host.AdvanceUntilAsync(() => SinceOf(host) == noted);

        _time.Advance(TimeSpan.FromSeconds(10));
        await AcquireWhenUsedAsync(host, 20);
        await host.AdvanceUntilAsync(() => SinceOf(host) is null);
    }

    private static DateTimeOffset? SinceOf(CallHost host) => host.Limiter.GetStatusAsync(default).GetAwaiter().GetResult().NearlyUsedUpSince;

    /// <summary>Takes a permit while the cluster has used so many.</summary>
    private async Task AcquireWhenUsedAsync(CallHost host, int used)
    {
        IRateLimitStore store = _store;
        var limit = new CallLimit(100, TimeSpan.FromSeconds(1), CallHost.PermitLifetime, CallHost.Transit);
        var row = await store.ReadAsync(CallHost.Limit, default);
        var budget = RateBudget.Untouched(limit, row.Now) with { Window = GrantWindow.Empty.Add(used, RateShape.Of(limit), row.Now) };
        Assert.True(await store.SwapAsync(CallHost.Limit, row, budget, default));
        Assert.Equal(PermitOutcome.Granted, (await host.AcquireAsync(PermitPriority.Interactive)).Outcome);
    }
}
