namespace Signalbox.Bench.Calls;

/// <summary>Both ways in turns, each call timed by itself, its body read.</summary>
internal sealed class CallBench(CallHost host, CallPlan plan, TimeProvider time)
{
    internal async Task<(CallFigures Bare, CallFigures Product)> RunAsync(CancellationToken cancellationToken)
    {
        var (bare, product) = (new CallFigures(), new CallFigures());
        await TurnAsync(host.Bare, new CallFigures(), plan.WarmUp, cancellationToken);
        await TurnAsync(host.Product, new CallFigures(), plan.WarmUp, cancellationToken);
        for (var round = 0; round < plan.Rounds; round++)
        {
            // Who goes first takes turns as well.
            var isBareFirst = round % 2 == 0;
            await TurnAsync(isBareFirst ? host.Bare : host.Product, isBareFirst ? bare : product, plan.Duration / plan.Rounds, cancellationToken);
            await TurnAsync(isBareFirst ? host.Product : host.Bare, isBareFirst ? product : bare, plan.Duration / plan.Rounds, cancellationToken);
        }

        return (bare, product);
    }

    private async Task TurnAsync(HttpClient client, CallFigures figures, TimeSpan duration, CancellationToken cancellationToken)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var took = await Task.WhenAll(Enumerable.Range(0, plan.Callers).Select(_ => Task.Run(() => CallAsync(client, duration, cancellationToken), cancellationToken)));
        figures.Add(took.SelectMany(static t => t), GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    private async Task<List<double>> CallAsync(HttpClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var took = new List<double>(1 << 16);
        var began = time.GetTimestamp();
        while (time.GetElapsedTime(began) < duration)
        {
            using var request = host.NewRequest();
            var sent = time.GetTimestamp();

            // The bare client buffers the body as well: what the pipeline does to bound it is part of the difference.
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            took.Add(time.GetElapsedTime(sent).TotalMicroseconds);
            response.EnsureSuccessStatusCode();
        }

        return took;
    }
}
