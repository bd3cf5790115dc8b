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
}
