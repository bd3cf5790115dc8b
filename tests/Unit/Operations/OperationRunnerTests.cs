using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Operations;

/// <summary>What a caller is told, and what is left behind.</summary>
public sealed class OperationRunnerTests
{
    private static readonly OperationRequest Request = new("stripe", "payments.create", "k", "test", "{}"u8.ToArray());
    private static readonly OperationPreference Patient = new(IsAsync: false, TimeSpan.FromSeconds(30));

    private readonly OperationHost _host = new();

    [Fact]
    public async Task Run_NothingSent_IsRefusedAndTheKeyIsFreeAgain()
    {
        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(new AttemptResult.NotSent(503, "open", TimeSpan.FromSeconds(2)));

        var refused = await _host.Runner.RunAsync(Request, default, default);

        Assert.Equal((OperationAnswerKind.Refused, 503, TimeSpan.FromSeconds(2)), (refused.Kind, refused.Refusal!.Status, refused.Refusal.RetryAfter));
        Assert.Null(await _host.Runner.FindAsync(refused.Operation.Id, default));
        Assert.Equal(OperationAnswerKind.Refused, (await _host.Runner.RunAsync(Request with { Body = "[]"u8.ToArray() }, default, default)).Kind);
    }

    [Fact]
    public async Task Run_NothingSentButAnotherHasTakenOver_IsAccepted()
    {
        _host.Provider.Answer = async attempt =>
        {
            _host.Store.AddDue("op_other");
            await _host.Store.ClaimDueAsync(1, default, [], default);
            await _host.Store.ReleaseAsync(attempt.Id, 1, default);
            return new AttemptResult.NotSent(503, "open", null);
        };

        Assert.Equal(OperationAnswerKind.Accepted, (await _host.Runner.RunAsync(Request, default, default)).Kind);
    }

    [Fact]
    public async Task Run_WhoWaitsForWhatIsReleased_IsTheNextToTry()
    {
        var first = new TaskCompletionSource<AttemptResult>();
        _host.Provider.Answer = _ => first.Task;
        var refused = _host.Runner.RunAsync(Request, default, default);
        var waiting = _host.Runner.RunAsync(Request, Patient, default);
        var impatient = await _host.Runner.RunAsync(Request, default, default);

        _host.Provider.Answer = static _ => Task.FromResult<AttemptResult>(new AttemptResult.Final(new Outcome(200, "{}"u8.ToArray())));
        first.SetResult(new AttemptResult.NotSent(429, "full", null));
        Assert.Equal(OperationAnswerKind.Refused, (await refused).Kind);
        await TestClock.UntilAsync(_host.Time, waiting);

        Assert.Equal(OperationAnswerKind.Running, impatient.Kind);
        Assert.Equal((OperationAnswerKind.Done, 200), ((await waiting).Kind, (await waiting).Operation.Outcome!.Status));
        Assert.Equal(2, _host.Provider.Asked.Count);
    }

    [Fact]
    public async Task Run_WhoWaitsForWhatIsSettled_GetsItsOutcome()
    {
        var first = new TaskCompletionSource<AttemptResult>();
        _host.Provider.Answer = _ => first.Task;
        var running = _host.Runner.RunAsync(Request, default, default);
        var waiting = _host.Runner.RunAsync(Request, Patient, default);

        first.SetResult(new AttemptResult.Final(new Outcome(402, "{}"u8.ToArray())));
        await running;
        await TestClock.UntilAsync(_host.Time, waiting);

        Assert.Equal((OperationAnswerKind.Replayed, 402), ((await waiting).Kind, (await waiting).Operation.Outcome!.Status));
    }

    [Fact]
    public async Task Run_WhoWaitsInVain_IsToldThatItRuns()
    {
        _host.Provider.Answer = static _ => new TaskCompletionSource<AttemptResult>().Task;
        _ = _host.Runner.RunAsync(Request, default, default);

        var waiting = _host.Runner.RunAsync(Request, Patient, default);
        await TestClock.UntilAsync(_host.Time, waiting);

        Assert.Equal(OperationAnswerKind.Running, (await waiting).Kind);
    }
}
