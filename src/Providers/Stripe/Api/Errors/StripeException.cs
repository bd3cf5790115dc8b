namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// A call to Stripe that gave no result. Holds neither the key nor the parameters nor the answer's body.
/// Source: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-handling.
/// </summary>
public sealed class StripeException : Exception
{
    /// <param name="kind">What went wrong.</param>
    /// <param name="operation">The call, for example <c>payment_intents.create</c>.</param>
    /// <param name="message">What happened, for logs.</param>
    /// <param name="innerException">Where it comes from, if it did not come from Stripe.</param>
    public StripeException(StripeErrorKind kind, string operation, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Kind = kind;
        Operation = operation;
    }

    /// <summary>What went wrong.</summary>
    public StripeErrorKind Kind { get; }

    /// <summary>The call, for example <c>payment_intents.create</c>.</summary>
    public string Operation { get; }

    /// <summary>
    /// The same call may succeed later, unchanged. Of calls that change something only with the same idempotency key.
    /// </summary>
    public bool IsTransient { get; init; }

    /// <summary>Nobody knows whether Stripe carried the call out: it may have, and the answer was lost.</summary>
    public bool IsOutcomeUnknown { get; init; }

    /// <summary>The HTTP status; <see langword="null"/> if no headers came.</summary>
    public int? Status { get; init; }

    /// <summary>Stripe's <c>type</c>: <c>card_error</c>, <c>invalid_request_error</c>, <c>api_error</c>, <c>idempotency_error</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Stripe's <c>code</c>. Source: https://docs.stripe.com/error-codes.</summary>
    public string? Code { get; init; }

    /// <summary>Why the card's issuer declined. Source: https://docs.stripe.com/declines/codes.</summary>
    public string? DeclineCode { get; init; }

    /// <summary>What Stripe advises after a decline: <c>confirm_card_data</c>, <c>do_not_try_again</c>, <c>try_again_later</c>.</summary>
    public string? AdviceCode { get; init; }

    /// <summary>The parameter that Stripe refuses, as it is sent: <c>items[0][price]</c>.</summary>
    public string? Param { get; init; }

    /// <summary>Stripe's own words. For a <c>card_error</c> they may be shown to the customer.</summary>
    public string? ProviderMessage { get; init; }

    /// <summary>Where Stripe explains the code.</summary>
    public string? DocUrl { get; init; }

    /// <summary>What Stripe's support and dashboard find the call by.</summary>
    public string? RequestId { get; init; }

    /// <summary>How long Stripe asks to wait (<c>Retry-After</c>). Never negative.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>When Stripe answered, by its clock, in whole seconds; <see langword="null"/> if there was no answer.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The payment intent that the error is about; it exists although the call failed.</summary>
    public string? PaymentIntentId { get; init; }

    /// <summary>The charge that failed.</summary>
    public string? ChargeId { get; init; }

    /// <summary>Stripe repeated the answer that it gave to the first call with this idempotency key.</summary>
    public bool IsReplay { get; init; }

    /// <summary>What the caller can do about it, in one sentence.</summary>
    public string Remedy => StripeRemedies.For(this);
}
