namespace Signalbox.Providers.Stripe.Api;

/// <summary>What a caller can do about each kind of error. Source: https://docs.stripe.com/error-low-level.</summary>
internal static class StripeRemedies
{
    private const string Repeat = "Repeat the call, with the same idempotency key if it has one,";

    internal static string For(StripeException error) => error.Kind switch
    {
        StripeErrorKind.Network or StripeErrorKind.Timeout when error.IsOutcomeUnknown =>
            $"{Repeat} now or later: it may have been carried out, and then the key brings its answer.",
        StripeErrorKind.Network or StripeErrorKind.Timeout => "Repeat the call; check the network and the configured URL if it stays so.",
        StripeErrorKind.RateLimited => $"{Repeat} after the time that retry after says, at a lower rate.",
        StripeErrorKind.Authentication => "Configure an API key of this account and mode that may do this.",
        StripeErrorKind.InvalidRequest => "Correct what the message and the parameter name; the same call fails again.",
        StripeErrorKind.NotFound => "Check the id, and that the API key is of the same account and mode as the object.",
        StripeErrorKind.Conflict => $"{Repeat} in a moment: another call is at the same object or key.",
        StripeErrorKind.Declined => "Ask the customer for another payment method, or to act as the decline code says.",
        StripeErrorKind.ProviderFault when error.IsTransient => $"{Repeat} later.",
        StripeErrorKind.ProviderFault when error.IsOutcomeUnknown =>
            "Read the object to learn what became of it; the same idempotency key brings the same error.",
        StripeErrorKind.ProviderFault => "Repeat the call later.",
        StripeErrorKind.IdempotencyConflict => "Use a new idempotency key for a new request, or repeat the first one unchanged.",
        StripeErrorKind.UnexpectedResponse when error.IsTransient => $"{Repeat} later; if it stays so, check what stands between here and Stripe.",
        StripeErrorKind.UnexpectedResponse => "Check the configured URL, the API version and the limit of the body.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
