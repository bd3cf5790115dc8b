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
        var limit = response.StatusCode is HttpStatusCode.TooManyRequests ? LimitOf(Header(response, "Stripe-Rate-Limited-Reason"), code) : Limit.None;
        return new ProviderError
        {
            Code = code is { Length: > 0 and <= 100 } ? code : null,
            RequestId = CommonAnswers.RequestIdOf(response),
            ShouldRetry = bool.TryParse(Header(response, "Stripe-Should-Retry"), out var should) ? should : null,
            IsRateLimit = limit is Limit.Account or Limit.Endpoint,
            IsClassLimit = limit is Limit.Endpoint,
        };
    }

    // The header came later than the code, and is not on every refusal; a reason that is not known counts as the account's, which errs on
    // the safe side. Source: https://docs.stripe.com/rate-limits.
    private static Limit LimitOf(string? reason, string? code) => reason switch
    {
        _ when code == LockTimeout => Limit.Object,
        "endpoint-rate" or "endpoint-concurrency" => Limit.Endpoint,
        "resource-specific" => Limit.Object,
        _ => Limit.Account,
    };

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>What a refusal for the rate is about.</summary>
    private enum Limit
    {
        /// <summary>It is none.</summary>
        None,

        /// <summary>All requests of the account.</summary>
        Account,

        /// <summary>The requests of one endpoint.</summary>
        Endpoint,

        /// <summary>One object; the account's other requests go on.</summary>
        Object,
    }
}
