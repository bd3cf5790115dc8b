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
    [InlineData(CallPermitOutcome.Unavailable, "database is away")]
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
        Assert.Equal(TimeSpan.FromSeconds(9), fault.RetryAfter);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(["permit eu/api Interactive", "ask eu/api"], _port.Steps);
    }

    [Fact]
    public async Task Send_CircuitKnownToBeOpen_TakesNoPermit()
    {
        _port.IsSuspect = true;
        _port.Verdict = new CircuitVerdict(MaySend: false, IsProbe: false, IsIsolated: false, 3, TimeSpan.FromSeconds(9));
        Assert.Equal(ProviderCallFault.CircuitOpen, (await _port.FailAsync(FakePort.Request())).Fault);

        Assert.Equal(["ask eu/api"], _port.Steps);
    }

    [Fact]
    public async Task Send_CircuitSuspect_TheProbeThatWasGivenIsTheOneThatIsSent()
    {
        _port.IsSuspect = true;
        _port.Verdict = new CircuitVerdict(MaySend: true, IsProbe: true, IsIsolated: false, 5, TimeSpan.Zero);
        using var response = await _port.Answers(HttpStatusCode.OK).CallAsync(FakePort.Request());

        Assert.Equal(["ask eu/api", "permit eu/api Interactive", "send", "report 5 Answered"], _port.Steps);
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
        Assert.Equal("report 3 Abandoned", _port.Steps[^1]);
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
