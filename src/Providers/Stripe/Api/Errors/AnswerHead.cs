namespace Signalbox.Providers.Stripe.Api;

/// <summary>An answer's status and the headers that matter.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RequestId"><c>Request-Id</c>. Source: https://docs.stripe.com/api/request_ids.</param>
/// <param name="IsReplay"><c>Idempotent-Replayed</c>. Source: https://docs.stripe.com/error-low-level.</param>
/// <param name="ShouldRetry"><c>Stripe-Should-Retry</c>, if it is there.</param>
/// <param name="RetryAfter"><c>Retry-After</c>, from now. Never negative.</param>
/// <param name="ApiVersion"><c>Stripe-Version</c>: the version that the answer has.</param>
/// <param name="Date"><c>Date</c>: when Stripe answered, by its clock, in whole seconds.</param>
internal sealed record AnswerHead(
    int Status, string? RequestId, bool IsReplay, bool? ShouldRetry, TimeSpan? RetryAfter, string? ApiVersion, DateTimeOffset? Date)
{
    internal bool IsSuccess => Status is >= 200 and < 300;

    internal static AnswerHead Of(HttpResponseMessage response, TimeProvider time) => new(
        (int)response.StatusCode,
        Header(response, "Request-Id"),
        string.Equals(Header(response, "Idempotent-Replayed"), "true", StringComparison.OrdinalIgnoreCase),
        bool.TryParse(Header(response, "Stripe-Should-Retry"), out var should) ? should : null,
        Signalbox.Providers.Calls.RetryAfter.Of(response, time.GetUtcNow()),
        Header(response, "Stripe-Version"),
        response.Headers.Date);

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 and <= 255 } value ? value : null;
}
