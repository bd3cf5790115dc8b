using System.Net;
using Signalbox.Providers.Calls;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>Tells the pipeline what Stripe's refusals mean: https://docs.stripe.com/error-low-level, https://docs.stripe.com/rate-limits.</summary>
public sealed class StripeAnswers : IProviderAnswers
{
    // Another request holds the object: a matter of this object, not of the account's rate.
    private const string LockTimeout = "lock_timeout";

    /// <summary>The only one.</summary>
    public static StripeAnswers Instance { get; } = new();

    /// <inheritdoc/>
    public ProviderError Read(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var code = StripeJson.TryParse(body.Span)?.Child("error"u8)?.Text("code"u8);
        return new ProviderError
        {
            Code = code is { Length: > 0 and <= 100 } ? code : null,
            RequestId = CommonAnswers.RequestIdOf(response),
            ShouldRetry = response.Headers.TryGetValues("Stripe-Should-Retry", out var values) && bool.TryParse(values.First(), out var should) ? should : null,
            IsRateLimit = response.StatusCode is HttpStatusCode.TooManyRequests && code != LockTimeout,
        };
    }
}
