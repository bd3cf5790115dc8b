using System.Net;
using System.Text.Json;

namespace Signalbox.Tests.Unit.Http;

/// <summary>Limits and circuits over HTTP, in a process without grains.</summary>
public sealed class ProviderApiTests(ApiServer server) : IClassFixture<ApiServer>, IDisposable
{
    private readonly HttpClient _client = server.NewClient();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task List_NamesEveryAccount()
    {
        using var page = await GetAsync("/v1/providers");

        Assert.Equal(["stripe", "stripe-eu"], page.RootElement.GetProperty("items").EnumerateArray().Select(static a => a.GetProperty("account").GetString()));
        Assert.False(page.RootElement.GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task Get_AnAccount_ShowsLimitsAndCircuits()
    {
        using var status = await GetAsync("/v1/providers/stripe");

        var limit = Assert.Single(status.RootElement.GetProperty("limits").EnumerateArray());
        Assert.Equal("1970-01-01T00:00:00Z", limit.GetProperty("nearly_used_up_since").GetString());
        Assert.Equal(JsonValueKind.Null, limit.GetProperty("waiting").ValueKind);
        Assert.Equal(2, limit.GetProperty("concurrency").GetProperty("in_use").GetInt32());
        Assert.Equal(0.75, Assert.Single(status.RootElement.GetProperty("circuits").EnumerateArray()).GetProperty("failure_ratio").GetDouble());
    }

    [Theory]
    [InlineData("GET", "/v1/providers/paypal", 404, "unknown_account")]
    [InlineData("GET", "/v1/providers/stripe?x=1", 400, "invalid_parameters")]
    [InlineData("POST", "/v1/providers/stripe/circuits/nothing/isolate", 404, "unknown_circuit")]
    [InlineData("POST", "/v1/providers/paypal/circuits/api/close", 404, "unknown_circuit")]
    [InlineData("POST", "/v1/providers/stripe/circuits/api/isolate", 503, "no_grains")]
    [InlineData("POST", "/v1/providers/stripe/circuits/api/close", 503, "no_grains")]
    public async Task Refusal_SaysWhy(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        using var response = await _client.SendAsync(request);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
    }

    private async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await _client.GetStringAsync(path));
}
