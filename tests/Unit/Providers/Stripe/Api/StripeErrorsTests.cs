using Signalbox.Providers.Stripe.Api;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>What each kind of failure comes back as.</summary>
public sealed class StripeErrorsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Source of the bodies: https://docs.stripe.com/api/errors and https://docs.stripe.com/error-codes.
    [Theory]
    [InlineData(400, "invalid_request_error", "parameter_missing", StripeErrorKind.InvalidRequest, false, false)]
    [InlineData(400, "invalid_request_error", "resource_missing", StripeErrorKind.InvalidRequest, false, false)]
    [InlineData(400, "idempotency_error", null, StripeErrorKind.IdempotencyConflict, false, false)]
    [InlineData(401, "invalid_request_error", null, StripeErrorKind.Authentication, false, false)]
    [InlineData(403, "invalid_request_error", null, StripeErrorKind.Authentication, false, false)]
    [InlineData(402, "card_error", "card_declined", StripeErrorKind.Declined, false, false)]
    [InlineData(402, "invalid_request_error", "invoice_payment_intent_requires_action", StripeErrorKind.Declined, false, false)]
    [InlineData(400, "card_error", "expired_card", StripeErrorKind.Declined, false, false)]
    [InlineData(404, "invalid_request_error", "resource_missing", StripeErrorKind.NotFound, false, false)]
    [InlineData(404, "invalid_request_error", null, StripeErrorKind.InvalidRequest, false, false)]
    [InlineData(409, "invalid_request_error", null, StripeErrorKind.Conflict, true, false)]
    [InlineData(409, "idempotency_error", "idempotency_key_in_use", StripeErrorKind.Conflict, true, true)]
    [InlineData(429, "invalid_request_error", "rate_limit", StripeErrorKind.RateLimited, true, false)]
    [InlineData(429, "invalid_request_error", "lock_timeout", StripeErrorKind.Conflict, true, false)]
    [InlineData(500, "api_error", null, StripeErrorKind.ProviderFault, true, true)]
    [InlineData(503, "api_error", null, StripeErrorKind.ProviderFault, true, true)]
    [InlineData(424, "api_error", null, StripeErrorKind.InvalidRequest, false, false)]
    public async Task StripesError_IsOfTheKindThatItsStatusAndCodeSay(
        int status, string type, string? code, StripeErrorKind kind, bool isTransient, bool isOutcomeUnknown)
    {
        var body = $$$"""{"error":{"type":"{{{type}}}"{{{(code is null ? "" : $",\"code\":\"{code}\"")}}},"message":"Words."}}""";

        var error = await FailAsync(ScriptedHandler.Always(status, body));

        Assert.Equal((kind, isTransient, isOutcomeUnknown), (error.Kind, error.IsTransient, error.IsOutcomeUnknown));
        Assert.Equal((status, type, code, "Words."), (error.Status, error.Type, error.Code, error.ProviderMessage));
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public async Task StripesError_EveryMemberIsTaken()
    {
        var error = await FailAsync(new ScriptedHandler(_ => ScriptedHandler.Answer(
            402,
            """
            {"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds","advice_code":"try_again_later",
             "param":"payment_method","message":"Your card has insufficient funds.","doc_url":"https://docs.stripe.com/error-codes/card-declined",
             "charge":"ch_1","payment_intent":{"id":"pi_1","object":"payment_intent","client_secret":"pi_1_secret_2"}}}
            """,
            ("Request-Id", "req_1"),
            ("Idempotent-Replayed", "true"))));

        Assert.Equal(
            ("card_error", "card_declined", "insufficient_funds", "try_again_later", "payment_method"),
            (error.Type, error.Code, error.DeclineCode, error.AdviceCode, error.Param));
        Assert.Equal(
            ("Your card has insufficient funds.", "https://docs.stripe.com/error-codes/card-declined", "ch_1", "pi_1", "req_1", true),
            (error.ProviderMessage, error.DocUrl, error.ChargeId, error.PaymentIntentId, error.RequestId, error.IsReplay));
        Assert.Equal(
            "Stripe's payment_intents.create failed: Declined, HTTP 402, card_error, card_declined, insufficient_funds, payment_method, request req_1: "
                + "Your card has insufficient funds.",
            error.Message);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "", StripeErrorKind.UnexpectedResponse, true)]
    [InlineData(200, "<html><body>Maintenance</body></html>", StripeErrorKind.UnexpectedResponse, true)]
    [InlineData(200, """{"id":"pi_1","object":"payment_intent""", StripeErrorKind.UnexpectedResponse, true)]
    [InlineData(200, """{"id":"pi_1","object":"payment_intent"} {}""", StripeErrorKind.UnexpectedResponse, true)]
    [InlineData(200, "[]", StripeErrorKind.UnexpectedResponse, true)]
    [InlineData(200, """{"id":"cus_1","object":"customer"}""", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(200, """{"object":"payment_intent"}""", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(200, """{"id":"","object":"payment_intent"}""", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(204, "", StripeErrorKind.UnexpectedResponse, true)]
    [InlineData(302, "", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(400, "", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(403, "<html>blocked</html>", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(404, """{"message":"no such route"}""", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(404, """{"error":"no such route"}""", StripeErrorKind.UnexpectedResponse, false)]
    [InlineData(429, "slow down", StripeErrorKind.RateLimited, true)]
    [InlineData(502, "<html>Bad gateway</html>", StripeErrorKind.ProviderFault, true)]
    [InlineData(503, "", StripeErrorKind.ProviderFault, true)]
    public async Task AnswerThatIsNotStripes_IsNoAnswerAboutTheObject(int status, string body, StripeErrorKind kind, bool isTransient)
    {
        var error = await FailAsync(new ScriptedHandler(_ => ScriptedHandler.Answer(status, body, ("Request-Id", "req_1"))));

        Assert.Equal((kind, isTransient, status, "req_1"), (error.Kind, error.IsTransient, error.Status, error.RequestId));
        Assert.Null(error.Type);
        Assert.Contains("req_1", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        if (body.Length > 0)
        {
            Assert.DoesNotContain(body, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnswerThatIsNotUtf8_IsUnexpected()
    {
        byte[] body = [.. """{"id":"pi_1","object":"payment_intent","x":" """u8, 0xff, .. "\"}"u8];

        var error = await FailAsync(new ScriptedHandler(_ => ScriptedHandler.Answer(200, new ByteArrayContent(body))));

        Assert.Equal(StripeErrorKind.UnexpectedResponse, error.Kind);
    }

    [Theory]
    [InlineData("true", 402, true)]
    [InlineData("false", 500, false)]
    [InlineData("maybe", 500, true)]
    public async Task ShouldRetry_IsStripesToSay(string header, int status, bool isTransient)
    {
        var error = await FailAsync(new ScriptedHandler(_ => ScriptedHandler.Answer(
            status, """{"error":{"type":"api_error"}}""", ("Stripe-Should-Retry", header))));

        Assert.Equal(isTransient, error.IsTransient);
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("3", 3.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("Thu, 01 Jan 2026 00:00:10 GMT", 10.0)]
    [InlineData("Wed, 31 Dec 2025 00:00:10 GMT", 0.0)]
    [InlineData("999999999", 86400.0)]
    [InlineData("99999999999999999999999999999999999999", null)]
    [InlineData("NaN", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    public async Task RetryAfter_IsSecondsOrADate(string header, double? seconds)
    {
        var handler = new ScriptedHandler(_ => ScriptedHandler.Answer(429, """{"error":{"type":"invalid_request_error"}}""", ("Retry-After", header)));

        var error = await FailAsync(handler, new ManualTimeProvider());

        Assert.Equal(seconds, error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task Key_QuotedByTheProvider_IsTakenOut()
    {
        const string Key = ScriptedHandler.KeyText;
        var padded = new string('x', 490) + Key;
        var error = await FailAsync(ScriptedHandler.Always(
            401, $$$"""{"error":{"type":"{{{Key}}}","code":"c{{{Key}}}","param":"{{{Key}}}","message":"{{{padded}}}","doc_url":"{{{Key}}}","payment_intent":"{{{Key}}}"}}"""));

        var everything = string.Join('\n', error.ToString(), error.Type, error.Code, error.Param, error.ProviderMessage, error.DocUrl, error.PaymentIntentId);
        Assert.DoesNotContain("fake", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("sk_test", everything, StringComparison.Ordinal);
        Assert.True(error.ProviderMessage!.Length <= 501, "the message is bounded");
    }

    private static Task<StripeException> FailAsync(ScriptedHandler handler, TimeProvider? time = null) =>
        Assert.ThrowsAsync<StripeException>(() => handler.NewClient(null, time).PaymentIntents.CreateAsync(
            new PaymentIntentCreateRequest { Amount = 1, Currency = "eur" }, new StripeCallOptions { IdempotencyKey = "key-1" }, Cancel));
}
