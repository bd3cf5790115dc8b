using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Operations;

namespace Signalbox.Tests.Unit.Http;

/// <summary>Commands over HTTP: what is refused before anything is recorded, and how outcomes are answered.</summary>
public sealed class OperationApiTests : IClassFixture<ApiServer>
{
    private readonly ApiServer _server;

    public OperationApiTests(ApiServer server)
    {
        _server = server;
        server.Stores.Reset();
    }

    [Theory]
    [InlineData("/v1/payments", """{"amount":100,"currency":"eur"}""", null, "idempotency_key_missing")]
    [InlineData("/v1/payments", """{"amount":100,"currency":"eur"}""", "with space", "idempotency_key_invalid")]
    [InlineData("/v1/payments", """{"amount":0,"currency":"EUR"}""", "k", "invalid_parameters", "amount", "currency")]
    [InlineData("/v1/payments", """{"amount":100}""", "k", "invalid_parameters", "currency")]
    [InlineData("/v1/payments", "{}", "k", "invalid_parameters", "amount", "currency")]
    [InlineData("/v1/payments", """{"amount":"100","currency":"eur"}""", "k", "invalid_parameters", "amount")]
    [InlineData("/v1/payments", """{"amount":100,"currency":"eur","colour":"red"}""", "k", "invalid_parameters", "colour")]
    [InlineData("/v1/payments", """{"amount":100,"amount":1,"currency":"eur"}""", "k", "invalid_parameters", "amount")]
    [InlineData("/v1/payments", "[1]", "k", "invalid_parameters")]
    [InlineData("/v1/payments", "null", "k", "not_json")]
    [InlineData("/v1/payments", "", "k", "invalid_parameters")]
    [InlineData("/v1/refunds", """{"payment_intent":"pi_1","charge":"ch_1"}""", "k", "invalid_parameters", "payment_intent")]
    [InlineData("/v1/refunds", """{"payment_intent":"pi_1","amount":-1}""", "k", "invalid_parameters", "amount")]
    [InlineData("/v1/refunds", "{}", "k", "invalid_parameters", "payment_intent")]
    [InlineData("/v1/customers", """{"email":"nobody"}""", null, "invalid_parameters", "email")]
    [InlineData("/v1/customers", """{"address":{"planet":"Mars"}}""", null, "invalid_parameters", "address.planet")]
    [InlineData("/v1/payments", """{"amount":100,"currency":"eur","customer":"a/b","off_session":true,"capture_method":"later"}""", "k", "invalid_parameters", "customer", "off_session", "capture_method")]
    [InlineData("/v1/payments/pi_1/confirm", "{}", null, "idempotency_key_missing")]
    [InlineData("/v1/payments/pi%3F1/confirm", "", "k", "invalid_parameters", "id")]
    [InlineData("/v1/payments/pi_1/confirm", """{"return_url":"shop"}""", "k", "invalid_parameters", "return_url")]
    [InlineData("/v1/payments/pi_1/capture", """{"amount_to_capture":0}""", "k", "invalid_parameters", "amount_to_capture")]
    [InlineData("/v1/payments/pi_1/cancel", """{"cancellation_reason":"mood"}""", "k", "invalid_parameters", "cancellation_reason")]
    [InlineData("/v1/payments/pi_1/cancel", "[]", "k", "invalid_parameters", "body")]
    [InlineData("/v1/checkout-sessions", """{"mode":"payment"}""", null, "invalid_parameters", "line_items", "success_url")]
    [InlineData("/v1/checkout-sessions", """{"mode":"payment","success_url":"https://a.example","line_items":[{"quantity":-1}]}""", null, "invalid_parameters", "line_items[0]", "line_items[0].quantity")]
    [InlineData("/v1/checkout-sessions", """{"line_items":[]}""", null, "invalid_parameters", "mode")]
    [InlineData("/v1/portal-sessions", "{}", null, "invalid_parameters", "customer")]
    [InlineData("/v1/portal-sessions", """{"customer":"cus_1","flow":{"type":"subscription_cancel"}}""", null, "invalid_parameters", "flow")]
    [InlineData("/v1/subscriptions", """{"customer":"cus_1","items":[]}""", "k", "invalid_parameters", "items")]
    [InlineData("/v1/subscriptions", """{"customer":"cus_1","items":[{}],"trial_period_days":0}""", "k", "invalid_parameters", "items[0]", "trial_period_days")]
    [InlineData("/v1/subscriptions", """{"customer":"cus_1","items":[{"price":"price_1"}],"trial_end":"soon"}""", "k", "invalid_parameters", "trial_end")]
    [InlineData("/v1/subscriptions/sub_1/cancel", """{"at_period_end":true,"prorate":true}""", "k", "invalid_parameters", "prorate")]
    [InlineData("/v1/subscriptions/sub_1/resume", """{"proration_behavior":"some"}""", "k", "invalid_parameters", "proration_behavior")]
    [InlineData("PATCH /v1/subscriptions/sub_1", "{}", "k", "invalid_parameters", "body")]
    [InlineData("PATCH /v1/subscriptions/sub_1", """{"quantity":-1,"proration_behavior":"some"}""", "k", "invalid_parameters", "quantity", "proration_behavior")]
    [InlineData("PATCH /v1/subscriptions/sub_1", """{"item":"si_1"}""", "k", "invalid_parameters", "item")]
    [InlineData("/v1/customers?account=stripe-eu", "{}", null, "no_provider_key", 409)]
    [InlineData("/v1/customers?account=other", "{}", null, "unknown_account", 404)]
    public async Task Post_WhatCannotBeRight_IsRefusedAndNotRecorded(string path, string body, string? key, string code, params object[] expected)
    {
        using var answer = await PostAsync(path, body, key);

        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(expected is [int status] ? (HttpStatusCode)status : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.All(expected.OfType<string>(), field => Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), $"{field} is not named in {problem}"));
        Assert.Null(_server.Stores.LastOperation);
    }

    [Theory]
    [InlineData((int)OperationAnswerKind.Done, 200, null)]
    [InlineData((int)OperationAnswerKind.Replayed, 200, null)]
    [InlineData((int)OperationAnswerKind.Accepted, 202, null)]
    [InlineData((int)OperationAnswerKind.Running, 409, "operation_running")]
    [InlineData((int)OperationAnswerKind.Conflict, 409, "idempotency_conflict")]
    public async Task Post_IsAnsweredByWhatItCameTo(int kind, int status, string? code)
    {
        _server.Stores.AnswerKind = (OperationAnswerKind)kind;

        using var answer = await PostAsync("/v1/payments", """{"amount":100,"currency":"eur"}""", "k");

        Assert.Equal((status, "op_1"), ((int)answer.StatusCode, answer.Headers.GetValues("Signalbox-Operation").Single()));
        var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(code, json.TryGetProperty("code", out var found) ? found.GetString() : null);
        Assert.Equal(status == 202 ? "/v1/operations/op_1" : null, answer.Headers.Location?.OriginalString);
        Assert.DoesNotContain("Bearer", _server.Stores.LastOperation!.Caller, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/customers", CommandNames.CreateCustomer, CommandExamples.Customer, null)]
    [InlineData("/v1/payments", CommandNames.CreatePayment, CommandExamples.Payment, null)]
    [InlineData("/v1/payments/pi_1/confirm", CommandNames.ConfirmPayment, CommandExamples.Confirmation, "pi_1")]
    [InlineData("/v1/payments/pi_1/capture", CommandNames.CapturePayment, CommandExamples.Capture, "pi_1")]
    [InlineData("/v1/payments/pi_1/cancel", CommandNames.CancelPayment, CommandExamples.PaymentCancellation, "pi_1")]
    [InlineData("/v1/payments/pi_1/cancel", CommandNames.CancelPayment, "", "pi_1")]
    [InlineData("/v1/refunds", CommandNames.CreateRefund, CommandExamples.Refund, null)]
    [InlineData("/v1/checkout-sessions", CommandNames.CreateCheckoutSession, CommandExamples.CheckoutSession, null)]
    [InlineData("/v1/portal-sessions", CommandNames.CreatePortalSession, CommandExamples.PortalSession, null)]
    [InlineData("/v1/portal-sessions", CommandNames.CreatePortalSession, """{"customer":"cus_1","flow":{"type":"subscription_cancel","subscription":"sub_1"}}""", null)]
    [InlineData("/v1/subscriptions", CommandNames.CreateSubscription, CommandExamples.Subscription, null)]
    [InlineData("/v1/subscriptions", CommandNames.CreateSubscription, """{"customer":"cus_1","items":[{"price":"price_1"}],"trial_end":"now","cancel_at":"2030-01-01T00:00:00Z"}""", null)]
    [InlineData("PATCH /v1/subscriptions/sub_1", CommandNames.ChangeSubscription, CommandExamples.SubscriptionChange, "sub_1")]
    [InlineData("/v1/subscriptions/sub_1/cancel", CommandNames.CancelSubscription, CommandExamples.SubscriptionCancellation, "sub_1")]
    [InlineData("/v1/subscriptions/sub_1/resume", CommandNames.ResumeSubscription, CommandExamples.Resumption, "sub_1")]
    public async Task Post_WhatCanBeRight_IsRecordedWithTheIdOfItsPath(string path, string name, string body, string? id)
    {
        using var answer = await PostAsync(path, body, "k");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((name, "stripe"), (_server.Stores.LastOperation!.Name, _server.Stores.LastOperation.Account));
        var recorded = Encoding.UTF8.GetString(_server.Stores.LastOperation.Body.Span);
        var sent = body.Length == 0 ? "{}" : body;
        Assert.Equal(id is null ? sent : $$"""{"id":"{{id}}","request":{{sent}}}""", recorded);
    }

    [Theory]
    [InlineData("respond-async", true, 0)]
    [InlineData("wait=5", false, 5)]
    [InlineData("respond-async, wait=10", true, 10)]
    [InlineData("Wait=\"7\"; foo, RESPOND-ASYNC; x=1", true, 7)]
    [InlineData("wait=86400", false, 60)]
    [InlineData("wait=99999999999999999999", false, 0)]
    [InlineData("wait=-1, wait=soon, respond-async-ly", false, 0)]
    [InlineData("", false, 0)]
    public async Task Post_ThePreference_IsReadAsTheRfcSays(string header, bool isAsync, int seconds)
    {
        using var answer = await PostAsync("/v1/customers", "{}", null, header);

        Assert.Equal(new OperationPreference(isAsync, TimeSpan.FromSeconds(seconds)), _server.Stores.LastPreference);
    }

    [Theory]
    [InlineData(429, "rate_limited", 1.2, "2")]
    [InlineData(503, "provider_unavailable", null, "1")]
    public async Task Post_OfWhichNothingWasSent_IsRefusedWithAWait(int status, string code, double? wait, string header)
    {
        (_server.Stores.AnswerKind, _server.Stores.Refusal) =
            (OperationAnswerKind.Refused, new OperationRefusal(status, "Nothing was sent.", wait is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

        using var answer = await PostAsync("/v1/payments", """{"amount":100,"currency":"eur"}""", "k");

        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((status, code, header), ((int)answer.StatusCode, problem.GetProperty("code").GetString(), answer.Headers.GetValues("Retry-After").Single()));
        Assert.False(answer.Headers.Contains("Signalbox-Operation"));
    }

    [Fact]
    public async Task Post_TooLarge_Is413()
    {
        using var answer = await PostAsync("/v1/customers", $$"""{"name":"{{new string('a', 70_000)}}"}""", null);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? key, string? preference = null)
    {
        using var client = _server.NewClient();
        var (method, route) = path.Split(' ') is [var verb, var rest] ? (HttpMethod.Parse(verb), rest) : (HttpMethod.Post, path);
        using var request = new HttpRequestMessage(method, route) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (preference is not null)
        {
            request.Headers.TryAddWithoutValidation("Prefer", preference);
        }

        return await client.SendAsync(request);
    }
}
