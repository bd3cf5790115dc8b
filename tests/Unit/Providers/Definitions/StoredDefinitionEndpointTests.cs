using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Providers.Definitions;

public sealed class StoredDefinitionEndpointTests(ApiServer server) : IClassFixture<ApiServer>
{
    private const string Acme = """{"name":"acme","signature":{"scheme":"hmac","headers":[{"name":"X-Acme"}]},"id":"{/id}","type":"{/type}"}""";

    [Theory]
    [InlineData("PUT", "acme", Acme, 409, "too_many")]
    [InlineData("PUT", "other", Acme, 400, "invalid_parameters")]
    [InlineData("PUT", "acme", "{}", 400, "invalid_parameters")]
    [InlineData("PUT", "acme", "nonsense", 400, "invalid_parameters")]
    [InlineData("PUT", "stripe", """{"name":"stripe","signature":{"scheme":"hmac","headers":[{"name":"X-Acme"}]},"id":"{/id}","type":"{/type}"}""", 409, "built_in")]
    [InlineData("DELETE", "stripe", null, 409, "built_in")]
    [InlineData("DELETE", "acme", null, 404, "unknown_provider")]
    public async Task Refusals_SayWhy(string method, string name, string? body, int expected, string code)
    {
        server.Stores.Reset();
        using var client = server.NewClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/v1/provider-definitions/{name}", UriKind.Relative));
        request.Content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal((expected, code), ((int)response.StatusCode, answer.GetProperty("code").GetString()));
    }
}
