using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Signing;
using Signalbox.Rejections;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Diagnosis;

public sealed class DiagnosisEndpointTests : IClassFixture<ApiServer>, IDisposable
{
    private const string Secret = "whsec_test_only";
    private const string Signed = """{"id": "evt_1", "type": "a.b"}""";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private readonly ApiServer _server;
    private readonly HttpClient _client;

    public DiagnosisEndpointTests(ApiServer server)
    {
        _server = server;
        _client = server.NewClient();
        server.Stores.Reset();
        server.Stores.Rejected = null;
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Json_IsDiagnosed()
    {
        var (status, answer) = await PostAsync(
            $$"""{"url":"https://example.com/ingest/stripe","headers":{"Stripe-Signature":["{{Signature()}}"]},"body_base64":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Signed))}}","received_at":"2023-11-14T22:13:20Z"}""");

        Assert.Equal(200, status);
        Assert.Equal("accepted", answer.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task RawRequest_IsDiagnosed()
    {
        var (status, answer) = await PostAsync(
            $"POST /ingest/stripe HTTP/1.1\nStripe-Signature: {Signature()}\n\n{{\"id\":\"evt_1\",\"type\":\"a.b\"}}", "message/http", "?received_at=2023-11-14T22:13:20Z");

        Assert.Equal(200, status);
        Assert.Equal("body_reserialized", answer.GetProperty("causes")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Rejection_IsListedShownAndDiagnosed()
    {
        Assert.True(new ProviderCatalog().TryFind("stripe", out var stripe));
        var request = new WebhookRequest("POST", "https", "example.com", "/ingest/stripe?key=abc&&bare", new HeaderDictionary { ["Stripe-Signature"] = Signature(), ["Cookie"] = "session=1", ["X-Access-Token"] = "abc", ["X-Internal"] = "abc", ["X-GitHub-Event"] = "push", ["User-Agent"] = "Stripe/1.0" }, Encoding.UTF8.GetBytes(Signed + "\n"));
        var rejected = RejectedRequest.Of("stripe", "no_match", At, request, stripe.Definition.Signature.Traits, RejectedHeaders.KnownTo(new ProviderCatalog().All.Select(static p => p.Definition)));
        _server.Stores.Rejected = rejected;

        var list = await GetAsync("/v1/sources/stripe/rejections");
        var shown = await GetAsync($"/v1/sources/stripe/rejections/{rejected.Id}");
        var (_, diagnosis) = await PostAsync($$"""{"rejection":"{{rejected.Id}}"}""");

        Assert.Equal(rejected.Id, list.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.DoesNotContain("evt_1", list.ToString(), StringComparison.Ordinal);
        Assert.Equal(Signed + "\n", Encoding.UTF8.GetString(shown.GetProperty("body_base64").GetBytesFromBase64()));
        Assert.Equal("https://example.com/ingest/stripe?key=(redacted)&&(redacted)", shown.GetProperty("url").GetString());
        Assert.All(["Cookie", "X-Access-Token", "X-Internal"], name => Assert.Equal("(redacted)", shown.GetProperty("headers").GetProperty(name)[0].GetString()));
        Assert.All([("X-GitHub-Event", "push"), ("User-Agent", "Stripe/1.0")], one => Assert.Equal(one.Item2, shown.GetProperty("headers").GetProperty(one.Item1)[0].GetString()));
        Assert.Equal("body_reserialized", diagnosis.GetProperty("causes")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("stripe", "/ingest/x?a=(redacted)")]
    [InlineData("twilio", "/ingest/x?a=1")]
    public void Rejection_KeepsTheQuery_OnlyIfItIsSigned(string provider, string expected)
    {
        Assert.True(new ProviderCatalog().TryFind(provider, out var known));
        Assert.Equal(expected, RejectedHeaders.TargetOf("/ingest/x?a=1", known.Definition.Signature.Traits));
    }

    [Theory]
    [InlineData("""{"url":"/x","headers":{"A":"1"}}""", 400)]
    [InlineData("""{"headers":{"A":"1"},"body":""}""", 400)]
    [InlineData("""{"url":"/x","headers":{"A":1},"body":""}""", 400)]
    [InlineData("""{"url":"/x","headers":{"A":"1"},"body":"","body_base64":""}""", 400)]
    [InlineData("""{"url":"/x","headers":{"A":"1"},"body_base64":"!"}""", 400)]
    [InlineData("""{"url":"/x","headers":{"A":"1"},"body":"","received_at":"soon"}""", 400)]
    [InlineData("""{"rejection":"rej_1","url":"/x"}""", 400)]
    [InlineData("""{"rejection":"rej_1"}""", 404)]
    public async Task Wrong_IsRefused(string body, int expected) => Assert.Equal(expected, (await PostAsync(body)).Status);

    [Fact]
    public async Task UnknownSource_Is404()
    {
        using var response = await _client.GetAsync(new Uri("/v1/sources/nobody/rejections", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string Signature() =>
        WebhookSigners.Create("stripe", Secret).Sign(new WebhookToSign("", "https://example.com/ingest/stripe", "application/json", Encoding.UTF8.GetBytes(Signed)), At)[0].Value;

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private async Task<(int Status, JsonElement Answer)> PostAsync(string body, string contentType = "application/json", string query = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        using var response = await _client.PostAsync(new Uri($"/v1/sources/stripe/diagnose{query}", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }
}
