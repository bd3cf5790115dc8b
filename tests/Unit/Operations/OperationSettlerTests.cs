using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>How what is due is carried out: so many at once, none behind the slowest.</summary>
public sealed class OperationSettlerTests
{
    private const int AtOnce = 16;

    private readonly OperationHost _host = new();

    [Fact]
    public async Task Settle_OneThatHangs_HoldsUpNobodyElse()
    {
        var hanging = new TaskCompletionSource<AttemptResult>();
        _host.Provider.Answer = attempt => attempt.Id == "op_0" ? hanging.Task : Task.FromResult<AttemptResult>(new AttemptResult.Final(new Outcome(200, "{}"u8.ToArray())));
        for (var i = 0; i < 3 * AtOnce; i++)
        {
            _host.Store.AddDue($"op_{i}");
        }

        using var settler = _host.NewSettler();
        await settler.StartAsync(default);
        await TestClock.UntilAsync(_host.Time, UntilAsync(() => _host.Journal.Count(static e => e == "finished") == (3 * AtOnce) - 1));

        hanging.SetResult(new AttemptResult.Final(new Outcome(200, "{}"u8.ToArray())));
        await settler.StopAsync(default);
        Assert.Equal(3 * AtOnce, _host.Journal.Count(static e => e == "finished"));
    }

    [Fact]
    public async Task Settle_AllHang_NoMoreThanSoManyAtOnce()
    {
        var hanging = new TaskCompletionSource<AttemptResult>();
        _host.Provider.Answer = _ => hanging.Task;
        for (var i = 0; i < 3 * AtOnce; i++)
        {
            _host.Store.AddDue($"op_{i}");
        }

        using var settler = _host.NewSettler();
        await settler.StartAsync(default);
        await TestClock.UntilAsync(_host.Time, UntilAsync(() => _host.Provider.Asked.Count >= AtOnce));
        var asked = _host.Provider.Asked.Count;
        hanging.SetResult(new AttemptResult.NotSent(503, "open", null));
        await TestClock.UntilAsync(_host.Time, UntilAsync(() => _host.Store.Postponed.Count == 3 * AtOnce));
        await settler.StopAsync(default);

        Assert.Equal(AtOnce, asked);
    }

    [Fact]
    public async Task Settle_ABacklogOfOneStream_HoldsUpNobodyElseAndIsDoneOneByOne()
    {
        var first = new TaskCompletionSource<AttemptResult>();
        _host.Provider.Answer = attempt => attempt.Id == "op_a0" ? first.Task : Task.FromResult<AttemptResult>(new AttemptResult.Final(new Outcome(200, "{}"u8.ToArray())));
        for (var i = 0; i < 2 * AtOnce; i++)
        {
            _host.Store.AddDue($"op_a{i}", "stripe/customer/cus_a");
        }

        _host.Store.AddDue("op_b", "stripe/customer/cus_b");
        using var settler = _host.NewSettler();
        await settler.StartAsync(default);
        await TestClock.UntilAsync(_host.Time, UntilAsync(() => _host.Journal.Contains("finished")));
        var asked = _host.Provider.Asked.Select(static a => a.Id).ToList();

        // Without a look at the clock: who gives the turn back has the next one looked for.
        first.SetResult(new AttemptResult.Final(new Outcome(200, "{}"u8.ToArray())));
        await UntilAsync(() => _host.Journal.Count(static e => e == "finished") == (2 * AtOnce) + 1).WaitAsync(TimeSpan.FromMinutes(1));
        await settler.StopAsync(default);

        Assert.Equal(["op_a0", "op_b"], asked);
    }

    [Fact]
    public async Task Settle_NothingSent_IsNotCountedAsSent()
    {
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(new AttemptResult.NotSent(503, "open", null));
        _host.Store.AddDue("op_1");
        using var settler = _host.NewSettler();
        await settler.StartAsync(default);
        await TestClock.UntilAsync(_host.Time, UntilAsync(() => _host.Store.Postponed.Count == 1));
        await settler.StopAsync(default);

        Assert.Equal(AttemptReach.NotSent, _host.Store.Postponed.Single().Reach);
    }

    [Fact]
    public async Task Retention_ForgetsInBatchesAndThenOnceAnHour()
    {
        using var retention = _host.NewRetention();
        await retention.StartAsync(default);
        await TestClock.UntilAsync(_host.Time, UntilAsync(() => _host.Store.ForgetCount >= 3));
        await retention.StopAsync(default);

        // A full batch is followed by the next one at once; that one finds nothing more.
        Assert.True(_host.Store.Forgets[2] - _host.Store.Forgets[1] >= TimeSpan.FromHours(1));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
