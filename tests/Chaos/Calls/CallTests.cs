namespace Signalbox.Tests.Chaos.Calls;

/// <summary>Three real processes that call one provider under one limit and one circuit. What takes long or needs a quiet machine is in the long form.</summary>
public sealed class CallTests(ITestOutputHelper output)
{
    private const int Limit = 100;

    // What may come at once after a silence: a tenth of the limit.
    private const double Burst = Limit * 0.1;
    private const int Probes = 3;

    [Fact]
    public async Task FullDemand_NoSecondHoldsMoreThanTheLimit_AndBulkDoesNotHoldUpInteractive()
    {
        var duration = ChaosPlan.IsLong ? TimeSpan.FromSeconds(60) : TimeSpan.FromSeconds(4);
        var lifetime = TimeSpan.FromMilliseconds(30);

        // Requests of a machine that does other things beside may be on their way for longer than those of a provider's own network.
        var transit = TimeSpan.FromMilliseconds(ChaosPlan.IsLong ? 20 : 200);
        await using var cluster = await CallCluster.StartAsync(new Dictionary<string, string>
        {
            ["Signalbox__Accounts__stripe__RequestsPerSecond"] = $"{Limit}",
            ["Signalbox__Calls__PermitLifetime"] = $"{lifetime:c}",
            ["Signalbox__Calls__Transit"] = $"{transit:c}",
        });

        // To have everything compiled and connected, and an idle second behind it, before anything is measured.
        await cluster.RunAsync(TimeSpan.FromSeconds(2), ("Bulk", 8, TimeSpan.Zero), ("Interactive", 2, TimeSpan.Zero));

        (string, int, TimeSpan) interactive = ("Interactive", 4, TimeSpan.FromSeconds(0.5));
        var began = TimeProvider.System.GetUtcNow();
        var alone = await cluster.RunAsync(duration, interactive);
        var flooded = TimeProvider.System.GetUtcNow();
        var running = cluster.RunAsync(duration, interactive, ("Bulk", 30, TimeSpan.Zero));
        var reserved = await cluster.MostReservedAsync(running);
        var beside = await running;
        var took = TimeProvider.System.GetUtcNow() - flooded;
        var (_, most) = await cluster.CountAsync(began);
        var (sent, _) = await cluster.CountAsync(flooded);

        // Calls that wait at the end of the run still go out: the time that they take counts.
        var used = sent / took.TotalSeconds / Limit;
        var (p99Alone, p99Beside) = (CallTally.Quantile(alone.InteractiveWaitsMs, 0.99), CallTally.Quantile(beside.InteractiveWaitsMs, 0.99));
        output.WriteLine(
            $"chaos: calls: {sent} requests, at most {most} of {Limit} in any second, {reserved} reserved within the horizon, {used:P1} of the limit used; interactive wait p50 {CallTally.Quantile(beside.InteractiveWaitsMs, 0.5):f1} "
            + $"p99 {p99Beside:f1} ms beside bulk, p50 {CallTally.Quantile(alone.InteractiveWaitsMs, 0.5):f1} p99 {p99Alone:f1} ms without; bulk wait p50 {CallTally.Quantile(beside.BulkWaitsMs, 0.5):f0} ms; {beside.Text}");

        // The limit is for the whole horizon, of which the provider's window is a part: fewer arrive within that than the limit says.
        var perSecond = Limit / (TimeSpan.FromSeconds(1) + lifetime + transit).TotalSeconds;
        var mostPossible = Math.Min(Limit, perSecond + Burst);
        var mostInAll = (perSecond * took.TotalSeconds) + Burst;
        Assert.True(reserved <= Limit, $"{reserved} permits were given out within the horizon, more than {Limit}.");
        Assert.True(most <= mostPossible, $"{most} requests arrived within one second, more than {mostPossible:f1}.");
        Assert.True(sent <= mostInAll, $"{sent} requests arrived in {took.TotalSeconds:f1} s, more than {mostInAll:f1}.");
        Assert.True(alone.Succeeded > 0 && beside.InteractiveWaitsMs.Count > 0 && beside.BulkWaitsMs.Count > 0, $"Somebody was not served: {beside.Text}");
        if (ChaosPlan.IsLong)
        {
            Assert.True(used >= 0.9, $"Only {used:P1} of the limit were used.");
            Assert.True(p99Beside <= 2 * p99Alone, $"Interactive calls wait {p99Beside:f1} ms beside bulk, {p99Alone:f1} ms without.");
        }
    }

    [Fact]
    public async Task Outage_TheBreakerOpens_SendsTheConfiguredProbes_AndClosesByItself()
    {
        var samplingWindow = TimeSpan.FromSeconds(30);
        await using var cluster = await CallCluster.StartAsync(new Dictionary<string, string>
        {
            ["Signalbox__Accounts__stripe__RequestsPerSecond"] = "200",
            ["Signalbox__Calls__Retries"] = "0",
            ["Signalbox__Calls__SamplingWindow"] = $"{samplingWindow}",
            ["Signalbox__Calls__FirstBreak"] = "00:00:02",
            ["Signalbox__Calls__LongestBreak"] = "00:00:02",
            ["Signalbox__Calls__Probes"] = $"{Probes}",
        });
        await cluster.RunAsync(TimeSpan.FromSeconds(1), ("Interactive", 4, TimeSpan.FromSeconds(0.1)));

        await cluster.FailAsync();
        var failing = TimeProvider.System.GetTimestamp();
        var calls = cluster.RunAsync(TimeSpan.FromSeconds(ChaosPlan.IsLong ? 60 : 9), ("Interactive", 6, TimeSpan.FromSeconds(0.02)));
        await UntilAsync(cluster, static circuit => circuit.State == "open");
        var opened = TimeProvider.System.GetElapsedTime(failing);

        // Processes go by what they last heard for a moment. Counted from when the break goes on after that, no probe is out.
        DateTimeOffset since;
        (string? State, long Round) first;
        do
        {
            first = await UntilAsync(cluster, static circuit => circuit.State == "open");
            await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
            since = TimeProvider.System.GetUtcNow();
        }
        while (await cluster.CircuitAsync() != first);

        var last = await UntilAsync(cluster, circuit => circuit.State == "open" && circuit.Round >= first.Round + (ChaosPlan.IsLong ? 10 : 2));
        var (probes, _) = await cluster.CountAsync(since);
        var rounds = last.Round - first.Round;
        Assert.True(probes >= rounds && probes <= rounds * Probes, $"{probes} requests arrived in {rounds} rounds of {Probes} probes.");

        await cluster.RecoverAsync();
        await UntilAsync(cluster, static circuit => circuit.State == "closed");
        var tally = await calls;
        var after = await cluster.RunAsync(TimeSpan.FromSeconds(1), ("Interactive", 4, TimeSpan.FromSeconds(0.1)));

        output.WriteLine(
            $"chaos: outage: the circuit opened after {opened.TotalSeconds:f2} s; {probes} probes in {rounds} rounds; {tally.CircuitOpen} calls failed fast, p50 {CallTally.Quantile(tally.FailedFastMs, 0.5):f2} "
            + $"p99 {CallTally.Quantile(tally.FailedFastMs, 0.99):f2} ms; then {after.Text}");
        Assert.True(tally.CircuitOpen > 0, $"No call failed fast: {tally.Text}");
        Assert.True(after.Succeeded > 0 && after.Outcomes.Count == 1, $"Not all is well after the recovery: {after.Text}");
        if (ChaosPlan.IsLong)
        {
            Assert.True(opened <= samplingWindow, $"The circuit opened after {opened}.");
            Assert.True(CallTally.Quantile(tally.FailedFastMs, 0.5) < 5, $"Calls took {CallTally.Quantile(tally.FailedFastMs, 0.5)} ms to fail.");
        }
    }

    private static async Task<(string? State, long Round)> UntilAsync(CallCluster cluster, Func<(string? State, long Round), bool> condition)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var circuit = await cluster.CircuitAsync();
            if (condition(circuit))
            {
                return circuit;
            }

            if (TimeProvider.System.GetElapsedTime(since) > ChaosPlan.Patience)
            {
                throw new TimeoutException($"The circuit has been {circuit.State} in round {circuit.Round} for {ChaosPlan.Patience}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }
}
