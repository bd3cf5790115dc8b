using System.Net;
using Signalbox.Providers.Calls;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Calls;

/// <summary>What Stripe's refusals for the rate stop: the account, an endpoint, or nothing but the request.</summary>
public sealed class StripeRefusalTests
{
    [Theory]
    [InlineData(null, null, "pause eu/api 1")]
    [InlineData("global-rate", null, "pause eu/api 1")]
    [InlineData("global-concurrency", "rate_limit", "pause eu/api 1")]
    [InlineData("a-new-one", null, "pause eu/api 1")]
    [InlineData("endpoint-rate", null, "pause eu/refunds.create 1")]
    [InlineData("endpoint-concurrency", null, "pause eu/refunds.create 1")]
    [InlineData("resource-specific", null, null)]
    [InlineData(null, "lock_timeout", null)]
    [InlineData("global-rate", "lock_timeout", null)]
    public async Task TooManyRequests_PausesWhatItIsAbout(string? reason, string? code, string? pause)
    {
        using var port = new FakePort(answers: StripeAnswers.Instance);
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.LimitClass, "refunds.create");
        (string, string)[] headers = [("Retry-After", "1"), .. reason is null ? Array.Empty<(string, string)>() : [("Stripe-Rate-Limited-Reason", reason)]];
        using var response = await port
            .Answers(HttpStatusCode.TooManyRequests, code is null ? "" : $$$"""{"error":{"code":"{{{code}}}","type":"invalid_request_error"}}""", headers)
            .Answers(HttpStatusCode.OK)
            .CallAsync(request);

        Assert.Equal(pause is null ? [] : [pause], port.Steps.Where(static s => s.StartsWith("pause", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "true", 2)]
    [InlineData(HttpStatusCode.BadGateway, "false", 1)]
    public async Task ShouldRetry_IsStripesToSay(HttpStatusCode status, string header, int attempts)
    {
        using var port = new FakePort(answers: StripeAnswers.Instance);
        var request = FakePort.Request();
        request.Options.Set(ProviderCall.ReadsRefusals, true);
        using var response = await port.Answers(status, "{}", ("Stripe-Should-Retry", header)).Answers(HttpStatusCode.OK).CallAsync(request);

        Assert.Equal(attempts, port.Steps.Count(static s => s == "send"));
    }
}
