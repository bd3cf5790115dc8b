using Signalbox.Tests.Support;
using Signalbox.Trigger;

namespace Signalbox.Tests.Unit.Cli;

public sealed class PaceTests
{
    [Fact]
    public async Task Release_ByRate_EachWhenItIsDue()
    {
        var time = new ManualTimeProvider();
        await using var items = new Pace(perSecond: 4, time).ReleaseAsync([1, 2, 3], TestContext.Current.CancellationToken).GetAsyncEnumerator();

        Assert.True(await items.MoveNextAsync());
        var second = items.MoveNextAsync().AsTask();
        time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(second.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await second);

        // Late by one second: the third was due long ago and does not wait again.
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(items.MoveNextAsync().AsTask() is { IsCompletedSuccessfully: true, Result: true });
        Assert.Equal(3, items.Current);
    }

    [Fact]
    public async Task Release_NoRate_NeverWaits()
    {
        var released = 0;
        await foreach (var _ in new Pace(perSecond: null, new ManualTimeProvider()).ReleaseAsync(Enumerable.Range(0, 1000).ToList(), TestContext.Current.CancellationToken))
        {
            released++;
        }

        Assert.Equal(1000, released);
    }
}
