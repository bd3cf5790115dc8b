using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Sandbox;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Talks to a sandbox as a product, or a test's author, would: forms to <c>/v1</c>, JSON to <c>/sandbox</c>.</summary>
internal sealed class SandboxClient : IDisposable
{
    private readonly HttpClient _http;

    internal SandboxClient(SandboxServer server, string key = "sk_test_of_a_test")
    {
        // A connection each: a connection that a fault has cut must not be found out by the next request.
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = server.BaseAddress };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    internal Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    internal Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>Posts a form: name, value, name, value.</summary>
    internal Task<Reply> PostAsync(string path, params string[] fields) => PostOnceAsync(key: null, path, fields);

    /// <summary>Posts a form with an idempotency key.</summary>
    internal Task<Reply> PostOnceAsync(string? key, string path, params string[] fields) =>
        SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields.Chunk(2).Select(static pair => KeyValuePair.Create(pair[0], pair[1]))), key);

    internal Task<Reply> ControlAsync(string path, string json) => SendAsync(HttpMethod.Post, $"/sandbox/{path}", new StringContent(json));

    internal async Task<JsonElement> TruthAsync() => (await GetAsync("/sandbox/truth")).Json;

    /// <summary>A customer who pays with this test card.</summary>
    internal async Task<string> NewCustomerAsync(string card = "pm_card_visa") =>
        (await PostAsync("/v1/customers", "email", "ada@example.com", "payment_method", card)).Id;

    /// <summary>A recurring price of a product of its own.</summary>
    internal async Task<string> NewPriceAsync(long amount = 1900) =>
        (await PostAsync(
            "/v1/prices", "currency", "eur", "unit_amount", amount.ToString(provider: null), "recurring[interval]", "month", "product_data[name]", "Signal box")).Id;

    /// <summary>A payment that this test card is charged for at once.</summary>
    internal Task<Reply> PayAsync(string? key = null, string card = "pm_card_visa", long amount = 1000) => PostOnceAsync(
        key, "/v1/payment_intents", "amount", amount.ToString(provider: null), "currency", "eur", "payment_method", card, "confirm", "true");

    public void Dispose() => _http.Dispose();

    private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        using var response = await _http.SendAsync(request);
        return new Reply((int)response.StatusCode, response.Headers, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync()));
    }
}

/// <summary>What the sandbox answered.</summary>
internal sealed record Reply(int Status, HttpResponseHeaders Headers, string Body)
{
    internal JsonElement Json => JsonElement.Parse(Body);

    internal string Id => this["id"];

    internal JsonElement Error => Json.GetProperty("error");

    /// <summary>A property as text; empty for null.</summary>
    internal string this[string name] => Json.GetProperty(name).ToString();

    internal bool IsReplay => Headers.Contains("Idempotent-Replayed");
}
