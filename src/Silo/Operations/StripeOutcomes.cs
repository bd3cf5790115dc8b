using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What a failed call to Stripe means for its operation.</summary>
internal static class StripeOutcomes
{
    /// <summary>
    /// Unknown or passing failures are no outcome: the operation is repeated. The others are, and repeating could only repeat them.
    /// </summary>
    internal static AttemptResult Of(StripeException e)
    {
        if (e.IsOutcomeUnknown || e.IsTransient)
        {
            return new AttemptResult.Unknown($"{e.Kind}: {e.Remedy}", e.RetryAfter);
        }

        var (status, code) = e.Kind switch
        {
            StripeErrorKind.Declined => (402, "declined"),
            StripeErrorKind.InvalidRequest => (422, "provider_refused"),
            StripeErrorKind.NotFound => (404, "unknown_at_provider"),
            StripeErrorKind.Conflict or StripeErrorKind.IdempotencyConflict => (409, "provider_conflict"),
            StripeErrorKind.Authentication => (502, "provider_authentication"),
            _ => (502, "provider_fault"),
        };
        return new AttemptResult.Final(Outcome.Problem(
            status,
            code,
            e.Kind is StripeErrorKind.Declined or StripeErrorKind.InvalidRequest or StripeErrorKind.NotFound && e.ProviderMessage is { } words ? $"{words} {e.Remedy}" : e.Remedy,
            ("provider_code", e.Code),
            ("decline_code", e.DeclineCode),
            ("param", e.Param),
            ("payment_intent", e.PaymentIntentId),
            ("request_id", e.RequestId)));
    }
}
