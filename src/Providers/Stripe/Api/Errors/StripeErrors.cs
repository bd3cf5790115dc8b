namespace Signalbox.Providers.Stripe.Api;

/// <summary>The rule that says what an answer or a failure means. Pure.</summary>
internal static class StripeErrors
{
    /// <summary>What an answer that is no success means.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="head">The answer's status and headers.</param>
    /// <param name="error">Stripe's error object; <see langword="null"/> if the body holds none.</param>
    internal static StripeException FromAnswer(StripeOperation operation, AnswerHead head, StripeErrorBody? error)
    {
        var kind = KindOf(head.Status, error);
        var about = error is null
            ? "an answer without Stripe's error object"
            : string.Join(", ", new[] { error.Type, error.Code, error.DeclineCode, error.Param }.OfType<string>());
        var isUnknown = operation.ChangesSomething && kind is StripeErrorKind.ProviderFault or StripeErrorKind.UnexpectedResponse;
        return new StripeException(
            kind,
            operation.Name,
            $"Stripe's {operation.Name} failed: {kind}, HTTP {head.Status}, {about}{Request(head)}{(error?.Message is { } text ? ": " + text : ".")}")
        {
            // Stripe knows best, and says so with the header. Source: https://docs.stripe.com/error-low-level.
            IsTransient = head.ShouldRetry ?? IsTransient(kind),
            IsOutcomeUnknown = isUnknown || (operation.ChangesSomething && error?.Code == "idempotency_key_in_use"),
            Status = head.Status,
            Type = error?.Type,
            Code = error?.Code,
            DeclineCode = error?.DeclineCode,
            AdviceCode = error?.AdviceCode,
            Param = error?.Param,
            ProviderMessage = error?.Message,
            DocUrl = error?.DocUrl,
            RequestId = head.RequestId,
            RetryAfter = head.RetryAfter,
            Date = head.Date,
            PaymentIntentId = error?.PaymentIntentId,
            ChargeId = error?.ChargeId,
            IsReplay = head.IsReplay,
        };
    }

    /// <summary>What an answer means whose status is a success, or whose body is none of Stripe's.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="head">The answer's status and headers.</param>
    /// <param name="what">What is wrong with the body.</param>
    /// <param name="isTransient">Whether another try may bring a better body.</param>
    internal static StripeException Unexpected(StripeOperation operation, AnswerHead head, string what, bool isTransient) => new(
        StripeErrorKind.UnexpectedResponse,
        operation.Name,
        $"Stripe's {operation.Name} failed: {StripeErrorKind.UnexpectedResponse}, HTTP {head.Status}{Request(head)}: {what}.")
    {
        IsTransient = isTransient,
        IsOutcomeUnknown = operation.ChangesSomething,
        Status = head.Status,
        RequestId = head.RequestId,
        RetryAfter = head.RetryAfter,
        IsReplay = head.IsReplay,
    };

    /// <summary>What a failed connection means.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="head">The answer's status and headers, if they came before the failure.</param>
    /// <param name="cause">The failure.</param>
    internal static StripeException FromConnection(StripeOperation operation, AnswerHead? head, IOException cause) =>
        Network(operation, head, (cause as HttpIOException)?.HttpRequestError, cause);

    /// <inheritdoc cref="FromConnection(StripeOperation, AnswerHead?, IOException)"/>
    internal static StripeException FromConnection(StripeOperation operation, AnswerHead? head, HttpRequestException cause) =>
        Network(operation, head, cause.HttpRequestError, cause);

    /// <summary>What waiting in vain means.</summary>
    /// <inheritdoc cref="FromConnection(StripeOperation, AnswerHead?, IOException)"/>
    internal static StripeException FromTimeout(StripeOperation operation, AnswerHead? head, Exception cause) => new(
        StripeErrorKind.Timeout,
        operation.Name,
        $"Stripe's {operation.Name} failed: {StripeErrorKind.Timeout}, {Reached(head)}.",
        cause)
    {
        IsTransient = true,
        IsOutcomeUnknown = operation.ChangesSomething,
        Status = head?.Status,
        RequestId = head?.RequestId,
    };

    private static StripeException Network(StripeOperation operation, AnswerHead? head, HttpRequestError? error, Exception cause)
    {
        var kind = error is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded
            ? StripeErrorKind.UnexpectedResponse
            : StripeErrorKind.Network;
        return new StripeException(
            kind, operation.Name, $"Stripe's {operation.Name} failed: {kind}, {error ?? HttpRequestError.Unknown}, {Reached(head)}.", cause)
        {
            IsTransient = error is not HttpRequestError.ConfigurationLimitExceeded,

            // Before there is a connection, nothing can have been carried out.
            IsOutcomeUnknown = operation.ChangesSomething && error is not (HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError),
            Status = head?.Status,
            RequestId = head?.RequestId,
        };
    }

    // Source: https://docs.stripe.com/api/errors; for lock_timeout https://docs.stripe.com/rate-limits.
    private static StripeErrorKind KindOf(int status, StripeErrorBody? error) => status switch
    {
        >= 500 => StripeErrorKind.ProviderFault,
        429 => error?.Code == "lock_timeout" ? StripeErrorKind.Conflict : StripeErrorKind.RateLimited,

        // Without Stripe's object it is not Stripe that says so: a 404 of a proxy must not look like a deleted customer.
        _ when error is null => StripeErrorKind.UnexpectedResponse,
        _ when error.Code == "idempotency_key_in_use" => StripeErrorKind.Conflict,
        _ when error.Type == "idempotency_error" => StripeErrorKind.IdempotencyConflict,
        _ when error.Type == "card_error" => StripeErrorKind.Declined,
        401 or 403 => StripeErrorKind.Authentication,
        402 => StripeErrorKind.Declined,

        // An unknown path has no code.
        404 => error.Code is null ? StripeErrorKind.InvalidRequest : StripeErrorKind.NotFound,
        409 => StripeErrorKind.Conflict,
        >= 400 => StripeErrorKind.InvalidRequest,
        _ => StripeErrorKind.UnexpectedResponse,
    };

    private static bool IsTransient(StripeErrorKind kind) =>
        kind is StripeErrorKind.RateLimited or StripeErrorKind.Conflict or StripeErrorKind.ProviderFault;

    private static string Request(AnswerHead head) => head.RequestId is { } id ? $", request {id}" : "";

    private static string Reached(AnswerHead? head) =>
        head is null ? "before the answer's headers" : $"in the body of HTTP {head.Status}{Request(head)}";
}
