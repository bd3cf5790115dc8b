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
    [InlineData("/v1/payments", """{"amount":100}""", "k", "invalid_parameters")]
    [InlineData("/v1/payments", """{"amount":"100","currency":"eur"}""", "k", "invalid_parameters", "amount")]
    [InlineData("/v1/payments", """{"amount":100,"currency":"eur","colour":"red"}""", "k", "invalid_parameters", "colour")]
    [InlineData("/v1/payments", """{"amount":100,"amount":1,"currency":"eur"}""", "k", "invalid_parameters", "amount")]
    [InlineData("/v1/payments", "[1]", "k", "invalid_parameters")]
    [InlineData("/v1/payments", "null", "k", "not_json")]
    [InlineData("/v1/payments", "", "k", "invalid_parameters")]
    [InlineData("/v1/refunds", """{"payment_intent":"pi_1","charge":"ch_1"}""", "k", "invalid_parameters", "payment_intent")]
    [InlineData("/v1/refunds", """{"payment_intent":"pi_1","amount":-1}""", "k", "invalid_parameters", "amount")]
    [InlineData("/v1/customers", """{"email":"nobody"}""", null, "invalid_parameters", "email")]
    [InlineData("/v1/customers?account=other", "{}", null, "no_provider_key", 409)]
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

    [Fact]
    public async Task Post_TooLarge_Is413()
    {
        using var answer = await PostAsync("/v1/customers", $$"""{"name":"{{new string('a', 70_000)}}"}""", null);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? key)
    {
        using var client = _server.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return await client.SendAsync(request);
    }
}
