using System.Text;
using Signalbox.Providers.Stripe.Api;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

/// <summary>What each kind of failure comes back as.</summary>
public sealed class StripeErrorsTests
{
    private const string Ok = """{"id":"pi_1","object":"payment_intent"}""";

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
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_AtTheLimit_IsRead_AboveIt_IsUnexpected(bool saysItsLength)
    {
        var options = new StripeClientOptions { MaxResponseBytes = 100_000 };
        HttpContent Content(int bytes)
        {
            var body = Encoding.UTF8.GetBytes(Ok.PadRight(bytes));
            return saysItsLength ? new ByteArrayContent(body) : new StreamContent(new UnknownLengthStream(body));
        }

        var atLimit = await new ScriptedHandler(_ => ScriptedHandler.Answer(200, Content(100_000))).NewClient(options).PaymentIntents.RetrieveAsync("pi_1", null, Cancel);
        var above = await FailAsync(new ScriptedHandler(_ => ScriptedHandler.Answer(200, Content(100_001))), options);

        Assert.Equal(100_000, atLimit.Raw.Length);
        Assert.Equal((StripeErrorKind.UnexpectedResponse, false, true, 200), (above.Kind, above.IsTransient, above.IsOutcomeUnknown, above.Status));
        Assert.Contains("larger than 100000 bytes", above.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OfAnErrorAboveTheLimit_KeepsItsStatus()
    {
        var error = await FailAsync(ScriptedHandler.Always(500, new string(' ', 2000)), new StripeClientOptions { MaxResponseBytes = 1024 });

        Assert.Equal((StripeErrorKind.ProviderFault, 500), (error.Kind, error.Status));
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

        var error = await FailAsync(handler, time: new ManualTimeProvider());

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

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, StripeErrorKind.Network, true, false)]
    [InlineData(HttpRequestError.ConnectionError, StripeErrorKind.Network, true, false)]
    [InlineData(HttpRequestError.SecureConnectionError, StripeErrorKind.Network, true, false)]
    [InlineData(HttpRequestError.ResponseEnded, StripeErrorKind.Network, true, true)]
    [InlineData(HttpRequestError.Unknown, StripeErrorKind.Network, true, true)]
    [InlineData(HttpRequestError.InvalidResponse, StripeErrorKind.UnexpectedResponse, true, true)]
    [InlineData(HttpRequestError.ConfigurationLimitExceeded, StripeErrorKind.UnexpectedResponse, false, true)]
    public async Task Connection_ThatFails_SaysWhetherTheCallMayHaveArrived(
        HttpRequestError cause, StripeErrorKind kind, bool isTransient, bool isOutcomeUnknown)
    {
        var error = await FailAsync(new ScriptedHandler(_ => throw new HttpRequestException(cause, "broken")));

        Assert.Equal((kind, isTransient, isOutcomeUnknown, (int?)null), (error.Kind, error.IsTransient, error.IsOutcomeUnknown, error.Status));
        Assert.IsType<HttpRequestException>(error.InnerException);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public async Task Read_ThatFails_ChangesNothing()
    {
        var client = new ScriptedHandler(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded)).NewClient();

        var error = await Assert.ThrowsAsync<StripeException>(() => client.Events.RetrieveAsync("evt_1", null, Cancel));

        Assert.False(error.IsOutcomeUnknown);
    }

    [Fact]
    public async Task HandlersOwnExceptions_PassThrough()
    {
        var client = new ScriptedHandler(_ => throw new NotSupportedException("of a handler")).NewClient();

        await Assert.ThrowsAsync<NotSupportedException>(() => client.Events.RetrieveAsync("evt_1", null, Cancel));
    }

    [Fact]
    public async Task Headers_ThatDoNotCome_AreATimeout()
    {
        var handler = new ScriptedHandler(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            throw new System.Diagnostics.UnreachableException();
        });
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(1) };
        var client = new StripeClient(http, new StripeApiKey(ScriptedHandler.KeyText));

        var error = await Assert.ThrowsAsync<StripeException>(
            () => client.Refunds.CreateAsync(new RefundCreateRequest { Charge = "ch_1" }, null, Cancel));

        Assert.Equal((StripeErrorKind.Timeout, true, true, (int?)null), (error.Kind, error.IsTransient, error.IsOutcomeUnknown, error.Status));
    }

    [Fact]
    public async Task Body_ThatDoesNotCome_IsATimeout()
    {
        var time = new ManualTimeProvider();
        var body = new EndlessStream();
        var client = new ScriptedHandler(_ => ScriptedHandler.Answer(200, new StreamContent(body), ("Request-Id", "req_1")))
            .NewClient(new StripeClientOptions { BodyTimeout = TimeSpan.FromSeconds(5) }, time);

        var call = client.PaymentIntents.RetrieveAsync("pi_1", null, Cancel);
        await body.WasRead.WaitAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(5));
        var error = await Assert.ThrowsAsync<StripeException>(() => call);

        Assert.Equal((StripeErrorKind.Timeout, 200, "req_1"), (error.Kind, error.Status, error.RequestId));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_OfTheCaller_IsNoError(bool inTheBody)
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var body = new EndlessStream();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = new ScriptedHandler(async (_, token) =>
        {
            arrived.SetResult();
            if (!inTheBody)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }

            return ScriptedHandler.Answer(200, new StreamContent(body));
        }).NewClient();

        var call = client.PaymentIntents.RetrieveAsync("pi_1", null, caller.Token);
        await (inTheBody ? body.WasRead : arrived.Task).WaitAsync(Cancel);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    private static Task<StripeException> FailAsync(ScriptedHandler handler, StripeClientOptions? options = null, TimeProvider? time = null) =>
        Assert.ThrowsAsync<StripeException>(() => handler.NewClient(options, time).PaymentIntents.CreateAsync(
            new PaymentIntentCreateRequest { Amount = 1, Currency = "eur" }, new StripeCallOptions { IdempotencyKey = "key-1" }, Cancel));

    /// <summary>Bytes of which nobody says how many there are.</summary>
    private sealed class UnknownLengthStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    /// <summary>A body that begins and never goes on.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        private readonly TaskCompletionSource _wasRead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task WasRead => _wasRead.Task;

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _wasRead.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return 0;
        }
    }
}
