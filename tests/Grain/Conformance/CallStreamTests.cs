namespace Signalbox.Tests.Grain.Conformance;

/// <summary>Answers that come one by one.</summary>
public sealed class CallStreamTests
{
    [Fact]
    public async Task AsyncEnumerable_StreamsInTurnsOfTheGrain()
    {
        await using var host = await GrainHost.StartAsync();
        var seen = new List<int>();

        await foreach (var each in host.Grains.GetGrain<ICallGrain>("a").CountAsync(250, CancellationToken.None))
        {
            seen.Add(each);
        }

        Assert.Equal(Enumerable.Range(1, 250), seen);
    }

    [Fact]
    public async Task AsyncEnumerable_Cancelled_Ends()
    {
        await using var host = await GrainHost.StartAsync();
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var each in host.Grains.GetGrain<ICallGrain>("a").CountAsync(int.MaxValue, CancellationToken.None).WithCancellation(cancel.Token))
            {
                seen = each;
                if (each == 10)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.True(seen >= 10);
    }
}
