using System.Net;
using Signalbox.Providers.Calls;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>Timeouts, deadlines, and callers that give up.</summary>
public sealed class ProviderPipelineTimeTests : IDisposable
{
    private readonly FakePort _port = new();

    public void Dispose() => _port.Dispose();

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

    private static ProviderCallSettings Settings(int total, int attempt, int retries, double firstRetry = 0.5) => new(
        TimeSpan.FromSeconds(total), TimeSpan.FromSeconds(attempt), retries, TimeSpan.FromSeconds(firstRetry), TimeSpan.FromSeconds(20), 1_024);
}
