using System.Net;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>Permits, slots and the circuit: what is taken when, and given back when nothing is sent.</summary>
public sealed class ProviderPipelineCircuitTests : IDisposable
{
    private readonly FakePort _port = new();

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData(CallPermitOutcome.QueueFull, "too many calls wait")]
    [InlineData(CallPermitOutcome.TooLate, "leaves no room")]
    [InlineData(CallPermitOutcome.Unavailable, "cannot be looked up now")]
    public async Task Send_NoPermit_SendsNothing(CallPermitOutcome outcome, string message)
    {
        _port.Permit = outcome;
        var fault = await _port.FailAsync(FakePort.Request());

        Assert.Equal(ProviderCallFault.RateLimited, fault.Fault);
        Assert.Equal(TimeSpan.FromSeconds(4), fault.RetryAfter);
        Assert.False(fault.IsOutcomeUnknown);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["permit eu/api Interactive"], _port.Steps);
    }

    [Theory]
    [InlineData(false, "held back")]
    [InlineData(true, "stopped by hand")]
    public async Task Send_CircuitOpen_SendsNothing(bool isIsolated, string message)
    {
        _port.Verdict = new CircuitVerdict(MaySend: false, IsProbe: false, isIsolated, 3, TimeSpan.FromSeconds(9));
        var fault = await _port.FailAsync(FakePort.Request());

        Assert.Equal(ProviderCallFault.CircuitOpen, fault.Fault);
        Assert.Equal(isIsolated ? null : TimeSpan.FromSeconds(9), fault.RetryAfter);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api"], _port.Steps);
    }

    [Fact]
    public async Task Send_CircuitKnownToBeOpen_TakesNoPermit()
    {
        _port.IsSuspect = true;
        _port.Verdict = new CircuitVerdict(MaySend: false, IsProbe: false, IsIsolated: false, 3, TimeSpan.FromSeconds(9));
        Assert.Equal(ProviderCallFault.CircuitOpen, (await _port.FailAsync(FakePort.Request())).Fault);

        Assert.Equal(["look eu/api"], _port.Steps);
    }

    [Fact]
    public async Task Send_CircuitSuspect_IsOnlyLookedAtUntilThereIsAPermit()
    {
        _port.IsSuspect = true;
        _port.Verdict = new CircuitVerdict(MaySend: true, IsProbe: true, IsIsolated: false, 5, TimeSpan.Zero);
        using var response = await _port.Answers(HttpStatusCode.OK).CallAsync(FakePort.Request());

        Assert.Equal(["look eu/api", "permit eu/api Interactive", "ask eu/api", "send", "report 5 Answered"], _port.Steps);
    }

    [Fact]
    public async Task Send_CircuitSuspectAndNoPermit_TakesNoProbe()
    {
        (_port.IsSuspect, _port.Permit) = (true, CallPermitOutcome.TooLate);
        _port.Verdict = new CircuitVerdict(MaySend: true, IsProbe: true, IsIsolated: false, 5, TimeSpan.Zero);
        await _port.FailAsync(FakePort.Request());

        Assert.Equal(["look eu/api", "permit eu/api Interactive"], _port.Steps);
    }

    [Fact]
    public async Task Send_CountedInFlight_UntilEachAttemptHasEnded()
    {
        _port.InFlight = new Ended(_port.Steps);
        using var response = await _port.Answers(HttpStatusCode.BadGateway).Answers(HttpStatusCode.OK).CallAsync(FakePort.Request());

        string[] attempt = ["permit eu/api Interactive", "ask eu/api", "send"];
        Assert.Equal([.. attempt, "report 3 Failed", "ended", .. attempt, "report 3 Answered", "ended"], _port.Steps);
    }

    [Fact]
    public async Task Send_PermitExpiredBeforeItsUse_TakesAnotherAndKeepsTheProbe()
    {
        _port.Verdict = new CircuitVerdict(MaySend: true, IsProbe: true, IsIsolated: false, 4, TimeSpan.Zero);
        _port.PermitLives.Enqueue(TimeSpan.Zero);
        using var response = await _port.Answers(HttpStatusCode.OK).CallAsync(FakePort.Request());

        Assert.Equal(["permit eu/api Interactive", "ask eu/api", "permit eu/api Interactive", "send", "report 4 Answered"], _port.Steps);
    }

    [Fact]
    public async Task Send_ProbeWithoutAPermitInTime_IsGivenBack()
    {
        _port.Verdict = new CircuitVerdict(MaySend: true, IsProbe: true, IsIsolated: false, 4, TimeSpan.Zero);
        _port.PermitLives.Enqueue(TimeSpan.Zero);
        _port.PermitsLeft = 1;
        var fault = await _port.FailAsync(FakePort.Request());

        Assert.Equal(ProviderCallFault.RateLimited, fault.Fault);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api", "permit eu/api Interactive", "report 4 Abandoned", "permit eu/api Interactive"], _port.Steps);
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("GET", false)]
    public async Task Send_NoPermitForTheSecondAttempt_SaysWhatBecameOfTheFirst(string method, bool isUnknown)
    {
        _port.Does(_ =>
        {
            _port.Permit = CallPermitOutcome.TooLate;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("{}"), Headers = { { "Request-Id", "req_1" } } });
        });
        var fault = await _port.FailAsync(FakePort.Request(HttpMethod.Parse(method), "key"));

        Assert.Equal((ProviderCallFault.RateLimited, HttpStatusCode.ServiceUnavailable, "req_1", isUnknown), (fault.Fault, fault.Status, fault.RequestId, fault.IsOutcomeUnknown));
        Assert.Contains("This attempt was not sent, an earlier one was: the provider answered 503.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was sent", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_CircuitOpensAfterTheFirstAttempt_SaysThatItWasSent()
    {
        _port.Does(_ =>
        {
            _port.Verdict = new CircuitVerdict(MaySend: false, IsProbe: false, IsIsolated: false, 3, TimeSpan.FromSeconds(5));
            return Task.FromException<HttpResponseMessage>(new HttpRequestException(HttpRequestError.ResponseEnded));
        });
        var fault = await _port.FailAsync(FakePort.Request(HttpMethod.Post, "key"));

        Assert.Equal(ProviderCallFault.CircuitOpen, fault.Fault);
        Assert.True(fault.IsOutcomeUnknown);
        Assert.Contains("an earlier one was, and brought no answer. Whether the provider acted on that is unknown.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_RefusedThenNoPermit_NothingWasDone()
    {
        _port.Does(_ =>
        {
            _port.Permit = CallPermitOutcome.TooLate;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Content = new StringContent("{}") });
        });

        Assert.False((await _port.FailAsync(FakePort.Request(HttpMethod.Post, "key"))).IsOutcomeUnknown);
    }

    [Fact]
    public async Task Send_TheLimitsGrainFails_IsAFailureOfTheCall()
    {
        _port.PermitFault = new TimeoutException("the silo did not answer");
        var fault = await _port.FailAsync(FakePort.Request());

        Assert.Equal((ProviderCallFault.RateLimited, true), (fault.Fault, fault.IsTransient));
        Assert.Same(_port.PermitFault, fault.InnerException);
    }

    private sealed class Ended(List<string> steps) : IDisposable
    {
        public void Dispose() => steps.Add("ended");
    }
}
