using System.Net;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Unit.Calls;

public sealed class ProviderPipelineTests : IDisposable
{
    private readonly FakePort _port = new();

    public void Dispose() => _port.Dispose();

    [Fact]
    public async Task Send_Success_TakesAPermitThenAsksThenSendsThenReports()
    {
        using var response = await _port.Answers(HttpStatusCode.OK, "hello").CallAsync(FakePort.Request());

        Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api", "send", "report 3 Answered"], _port.Steps);
    }

    [Fact]
    public async Task Send_OptionsSet_AreUsed()
    {
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.LimitClass, "search");
        request.Options.Set(ProviderCall.EndpointClass, "payments");
        request.Options.Set(ProviderCall.Priority, CallPriority.Bulk);
        using var response = await _port.Answers(HttpStatusCode.OK).CallAsync(request);

        Assert.Equal(["permit eu/search Bulk", "ask eu/payments.background", "send", "report 3 Answered"], _port.Steps);
    }

    [Fact]
    public async Task Send_NoAccount_IsTheCallersMistake() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _port.CallAsync(new HttpRequestMessage(HttpMethod.Get, "https://api.example/")));

    [Fact]
    public async Task Send_TransientFailures_RepeatsWithANewPermitAndTheSameBody()
    {
        using var response = await _port.Answers(HttpStatusCode.ServiceUnavailable).Fails(new HttpRequestException(HttpRequestError.ConnectionError)).Answers(HttpStatusCode.OK)
            .CallAsync(FakePort.Request(HttpMethod.Post, "key-1", new StringContent("amount=1")));

        string[] attempt = ["permit eu/api Interactive", "ask eu/api", "send amount=1"];
        Assert.Equal([.. attempt, "report 3 Failed", .. attempt, "report 3 Failed", .. attempt, "report 3 Answered"], _port.Steps);
    }

    [Theory]
    [InlineData("POST", null, 1)]
    [InlineData("PATCH", null, 1)]
    [InlineData("POST", "key", 3)]
    [InlineData("GET", null, 3)]
    [InlineData("PUT", null, 3)]
    [InlineData("DELETE", null, 3)]
    public async Task Send_Fails_IsRepeatedOnlyIfSafe(string method, string? key, int attempts)
    {
        var fault = await _port.Answers(HttpStatusCode.BadGateway).Answers(HttpStatusCode.BadGateway).Answers(HttpStatusCode.BadGateway)
            .FailAsync(FakePort.Request(HttpMethod.Parse(method), key));

        Assert.Equal(attempts, _port.Steps.Count(static s => s == "send"));
        Assert.Equal(ProviderCallFault.ProviderFault, fault.Fault);
        Assert.True(fault.IsTransient);
        Assert.Equal(attempts == 1, fault.IsOutcomeUnknown);
        Assert.Contains(attempts == 1 ? "unknown" : "Try again later", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, ProviderCallFault.InvalidRequest)]
    [InlineData(HttpStatusCode.PaymentRequired, ProviderCallFault.InvalidRequest)]
    [InlineData(HttpStatusCode.Unauthorized, ProviderCallFault.Authentication)]
    [InlineData(HttpStatusCode.Forbidden, ProviderCallFault.Authentication)]
    [InlineData(HttpStatusCode.NotFound, ProviderCallFault.NotFound)]
    [InlineData(HttpStatusCode.Conflict, ProviderCallFault.Conflict)]
    [InlineData(HttpStatusCode.NotImplemented, ProviderCallFault.ProviderFault)]
    [InlineData(HttpStatusCode.Found, ProviderCallFault.UnexpectedResponse)]
    public async Task Send_NotTransient_IsNotRepeated(HttpStatusCode status, ProviderCallFault expected)
    {
        var fault = await _port.Answers(status, "secret body", ("Request-Id", "req_1")).FailAsync(FakePort.Request());

        Assert.Equal(expected, fault.Fault);
        Assert.Equal(status, fault.Status);
        Assert.Equal("req_1", fault.RequestId);
        Assert.False(fault.IsTransient);
        Assert.Equal(new ProviderCallOrigin("stripe", "eu", "customers.retrieve"), fault.Origin);
        Assert.Single(_port.Steps, static s => s == "send");
        Assert.StartsWith($"stripe (account 'eu'), customers.retrieve: the provider answered {(int)status}, its request req_1. ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_TooManyRequests_PausesTheClusterAndWaits()
    {
        var start = _port.Time.GetUtcNow();
        using var response = await _port.Answers(HttpStatusCode.TooManyRequests, "", ("Retry-After", "7")).Answers(HttpStatusCode.OK).CallAsync(FakePort.Request());

        Assert.Contains("pause eu/api 7", _port.Steps);
        Assert.Contains("report 3 Answered", _port.Steps);
        Assert.True(_port.Time.GetUtcNow() - start >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Send_RetryAfterTooLong_IsTheCallersToDecide()
    {
        var fault = await _port.Answers(HttpStatusCode.TooManyRequests, "", ("Retry-After", "21")).FailAsync(FakePort.Request());

        Assert.Equal(ProviderCallFault.RateLimited, fault.Fault);
        Assert.Equal(TimeSpan.FromSeconds(21), fault.RetryAfter);
        Assert.Contains("pause eu/api 21", _port.Steps);
        Assert.Single(_port.Steps, static s => s == "send");
    }

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
    [InlineData(60, 20, 10)]
    [InlineData(10, 20, null)]
    [InlineData(20, 20, null)]
    public async Task Send_HangsUntilTheDeadline_CountsAsTheProvidersFault(int total, int attempt, int? deadline)
    {
        using var port = new FakePort(Settings(total, attempt, retries: 0));
        var request = FakePort.Request();
        if (deadline is { } seconds)
        {
            request.Options.Set(ProviderCall.Deadline, port.Time.GetUtcNow() + TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(ProviderCallFault.Timeout, (await port.Hangs().FailAsync(request)).Fault);
        Assert.Equal("report 3 Failed", port.Steps[^1]);
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
    public async Task Send_FirstAnswerOfAKeyRepeated_IsFinalAndSaysNothingOfTheProvidersHealth()
    {
        _port.Answers(HttpStatusCode.InternalServerError, "{}", ("Idempotent-Replayed", "true"));
        var fault = await _port.FailAsync(FakePort.Request(HttpMethod.Post, "key"));

        Assert.Equal((ProviderCallFault.ProviderFault, false, true), (fault.Fault, fault.IsTransient, fault.IsOutcomeUnknown));
        Assert.Contains("look before sending it with another key", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api", "send", "report 3 Answered"], _port.Steps);
    }

    [Fact]
    public async Task Send_RetryWouldTakeAllTheTimeLeft_TheAnswerIsNotGivenUpForIt()
    {
        using var port = new FakePort(Settings(60, 20, retries: 3, firstRetry: 8));
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.Deadline, port.Time.GetUtcNow() + TimeSpan.FromSeconds(2));
        var fault = await port.Answers(HttpStatusCode.ServiceUnavailable).FailAsync(request);

        Assert.Equal((ProviderCallFault.ProviderFault, HttpStatusCode.ServiceUnavailable), (fault.Fault, fault.Status));
    }

    [Fact]
    public async Task Send_PauseCannotBeWritten_TheAnswerIsNotGivenUpForIt()
    {
        _port.Pausing = new TaskCompletionSource().Task;
        var fault = await _port.Answers(HttpStatusCode.TooManyRequests).FailAsync(FakePort.Request());

        Assert.Equal((ProviderCallFault.RateLimited, HttpStatusCode.TooManyRequests), (fault.Fault, fault.Status));
    }

    [Fact]
    public async Task Send_TheLimitsGrainFails_IsAFailureOfTheCall()
    {
        _port.PermitFault = new TimeoutException("the silo did not answer");
        var fault = await _port.FailAsync(FakePort.Request());

        Assert.Equal((ProviderCallFault.RateLimited, true), (fault.Fault, fault.IsTransient));
        Assert.Same(_port.PermitFault, fault.InnerException);
    }

    [Fact]
    public async Task Send_AttemptHangs_TimesOutAndCountsAsTheProvidersFault()
    {
        var fault = await _port.Hangs().FailAsync(FakePort.Request(HttpMethod.Post));

        Assert.Equal(ProviderCallFault.Timeout, fault.Fault);
        Assert.True(fault.IsOutcomeUnknown);
        Assert.Equal("report 3 Failed", _port.Steps[^1]);
    }

    [Fact]
    public async Task Send_DeadlineInMidAttempt_EndsThere()
    {
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.Deadline, _port.Time.GetUtcNow() + TimeSpan.FromSeconds(2));
        var start = _port.Time.GetUtcNow();
        var fault = await _port.Hangs().FailAsync(request);

        Assert.Equal(ProviderCallFault.Timeout, fault.Fault);
        Assert.InRange(_port.Time.GetUtcNow() - start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(19));
        Assert.Equal("report 3 Failed", _port.Steps[^1]);
    }

    [Fact]
    public async Task Send_DeadlineOver_SendsNothing()
    {
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.Deadline, _port.Time.GetUtcNow());
        var fault = await _port.FailAsync(request);

        Assert.Equal(ProviderCallFault.Timeout, fault.Fault);
        Assert.False(fault.IsOutcomeUnknown);
        Assert.Empty(_port.Steps);
    }

    [Fact]
    public async Task Send_CallerGivesUp_IsACancellationAndNobodysFault()
    {
        using var cancel = new CancellationTokenSource();
        _port.Does(async token =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new InvalidOperationException();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _port.CallAsync(FakePort.Request(), cancel.Token));
        Assert.Equal("report 3 Abandoned", _port.Steps[^1]);
    }

    [Fact]
    public async Task Send_TimeoutOfTheConnectionItself_IsTheNetworks()
    {
        _port.Fails(new TaskCanceledException("connect timeout", new TimeoutException())).Answers(HttpStatusCode.OK);
        using var response = await _port.CallAsync(FakePort.Request());

        Assert.Contains("report 3 Failed", _port.Steps);
    }

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    public async Task Send_BodyAtTheBound_IsReadAndAboveItRefused(int bytes, bool isRead)
    {
        // Once with its length told before, once without.
        foreach (var content in new HttpContent[] { new ByteArrayContent(new byte[bytes]), new StreamContent(new Unseekable(new byte[bytes])) })
        {
            _port.Does(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content }));
            if (isRead)
            {
                using var response = await _port.CallAsync(FakePort.Request());
                Assert.Equal(bytes, (await response.Content.ReadAsByteArrayAsync()).Length);
            }
            else
            {
                Assert.Equal(ProviderCallFault.UnexpectedResponse, (await _port.FailAsync(FakePort.Request())).Fault);
            }

            Assert.Equal("report 3 Answered", _port.Steps[^1]);
        }
    }

    [Fact]
    public async Task Send_BodyBreaksOff_IsRepeated()
    {
        _port.Does(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Broken()) })).Answers(HttpStatusCode.OK, "whole");
        using var response = await _port.CallAsync(FakePort.Request());

        Assert.Equal("whole", await response.Content.ReadAsStringAsync());
        Assert.Contains("report 3 Failed", _port.Steps);
    }

    [Fact]
    public async Task Send_AnyOutcome_LogsAndThrowsNothingSecret()
    {
        using (await _port.Answers(HttpStatusCode.OK, "body-secret").CallAsync(FakePort.Request(HttpMethod.Post, "key-secret", new StringContent("card-secret"))))
        {
        }

        var refused = await _port.Answers(HttpStatusCode.BadRequest, "body-secret").FailAsync(FakePort.Request(HttpMethod.Post, "key-secret", new StringContent("card-secret")));
        var failed = await _port.Fails(new HttpRequestException(HttpRequestError.ConnectionError)).FailAsync(FakePort.Request(HttpMethod.Post));

        Assert.Equal(3, _port.Lines.Count);
        Assert.Contains("customers.retrieve: succeeded", _port.Lines[0], StringComparison.Ordinal);
        Assert.All([.. _port.Lines, refused.ToString(), failed.ToString()], static text =>
        {
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("example", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "Debug")]
    [InlineData(HttpStatusCode.NotFound, "Information")]
    [InlineData(HttpStatusCode.Unauthorized, "Warning")]
    [InlineData(HttpStatusCode.NotImplemented, "Warning")]
    public async Task Send_ClientReadsRefusals_TheLogsLevelFollowsTheOutcome(HttpStatusCode status, string level)
    {
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.ReadsRefusals, true);
        using var response = await _port.Answers(status).CallAsync(request);

        Assert.StartsWith(level, Assert.Single(_port.Lines), StringComparison.Ordinal);
    }

    private static ProviderCallSettings Settings(int total, int attempt, int retries, double firstRetry = 0.5) => new(
        TimeSpan.FromSeconds(total), TimeSpan.FromSeconds(attempt), retries, TimeSpan.FromSeconds(firstRetry), TimeSpan.FromSeconds(20), 1_024);

    private sealed class Ended(List<string> steps) : IDisposable
    {
        public void Dispose() => steps.Add("ended");
    }

    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class Broken : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(new IOException("reset"));
    }
}
