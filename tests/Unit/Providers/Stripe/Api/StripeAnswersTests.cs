using System.Net;
using System.Text;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>What the pipeline is told of Stripe's refusals.</summary>
public sealed class StripeAnswersTests
{
    [Theory]
    [InlineData(429, """{"error":{"type":"invalid_request_error","code":"rate_limit"}}""", null, "rate_limit", true, null)]
    [InlineData(429, """{"error":{"type":"invalid_request_error","code":"lock_timeout"}}""", null, "lock_timeout", false, null)]
    [InlineData(429, "<html>", null, null, true, null)]
    [InlineData(500, """{"error":{"type":"api_error"}}""", "false", null, false, false)]
    [InlineData(409, """{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}""", "true", "idempotency_key_in_use", false, true)]
    [InlineData(402, "", "perhaps", null, false, null)]
    public void Read_SaysWhatItMeans(int status, string body, string? shouldRetry, string? code, bool isRateLimit, bool? retry)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Headers.TryAddWithoutValidation("Request-Id", "req_1");
        if (shouldRetry is not null)
        {
            response.Headers.TryAddWithoutValidation("Stripe-Should-Retry", shouldRetry);
        }

        var error = StripeAnswers.Instance.Read(response, Encoding.UTF8.GetBytes(body));

        Assert.Equal((code, "req_1", isRateLimit, retry), (error.Code, error.RequestId, error.IsRateLimit, error.ShouldRetry));
    }
}
