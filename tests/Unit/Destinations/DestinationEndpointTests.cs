using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Signalbox.Destinations;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Destinations;

public sealed class DestinationEndpointTests : IClassFixture<ApiServer>, IDisposable
{
    private const string Secret = "whsec_ZmFrZSBzZWNyZXQgZm9yIHRoZSB0ZXN0cywgb25l";
    private readonly ApiServer _server;
    private readonly HttpClient _client;

    public DestinationEndpointTests(ApiServer server)
    {
        _server = server;
        _client = server.NewClient();
        server.Destinations.Reset();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Create_GeneratesASecret_AndShowsItOnce()
    {
        var (status, made) = await SendAsync("POST", "/v1/destinations", """{"url": "https://hooks.example.com/", "types": ["invoice.*"], "headers": {"X-Api-Key": "fake"}}""");

        Assert.Equal(201, status);
        Assert.Equal(_server.Destinations.LastSecret, made.GetProperty("generated_secret").GetString());
        Assert.Null(DestinationSecret.Check(_server.Destinations.LastSecret));
        Assert.Equal([new("X-Api-Key", "fake")], _server.Destinations.LastHeaders!);
        var destination = made.GetProperty("destination");
        Assert.Equal(("invoice.*", "00:00:15", 7, "5.00:00:00"), (
            destination.GetProperty("types")[0].GetString(), destination.GetProperty("timeout").GetString(), destination.GetProperty("retry").GetArrayLength(), destination.GetProperty("disable_after").GetString()));
        Assert.False(destination.TryGetProperty("generated_secret", out _));
    }

    [Fact]
    public async Task Create_WithASecret_DoesNotRepeatIt()
    {
        var (status, made) = await SendAsync("POST", "/v1/destinations", $$"""{"url": "https://hooks.example.com/", "secret": "{{Secret}}"}""");

        Assert.Equal((201, JsonValueKind.Null), (status, made.GetProperty("generated_secret").ValueKind));
        Assert.Equal(Secret, _server.Destinations.LastSecret);
        Assert.DoesNotContain(Secret, made.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Wrong_NamesEveryFieldAndQuotesNoSecret()
    {
        var (status, answer) = await SendAsync("POST", "/v1/destinations", """{"secret": "whsec_fake_1", "ordered": "x", "fields": {"a": [1]}, "headers": {"Host": "fake-credential"}}""");

        Assert.Equal(400, status);
        Assert.Equal(["fields.a", "headers.Host", "ordered", "secret", "url"], answer.GetProperty("errors").EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("fake", answer.ToString(), StringComparison.Ordinal);
        Assert.Null(_server.Destinations.LastSecret);
    }

    [Fact]
    public async Task Change_PassesOnStateAndWhatIsNamed()
    {
        await SendAsync("POST", "/v1/destinations", """{"url": "https://hooks.example.com/", "rate": 5}""");
        var (status, changed) = await SendAsync("PATCH", "/v1/destinations/dst_1", """{"state": "disabled", "description": "x"}""");

        Assert.Equal((200, "x", 5), (status, changed.GetProperty("description").GetString(), changed.GetProperty("rate").GetInt32()));
        Assert.Equal((false, null), (_server.Destinations.LastState, _server.Destinations.LastHeaders));
        Assert.Equal(404, (await SendAsync("PATCH", "/v1/destinations/dst_9", "{}")).Status);
        Assert.Equal(400, (await SendAsync("PATCH", "/v1/destinations/dst_1", """{"secret": "x"}""")).Status);
    }

    [Fact]
    public async Task List_IsPaged_AndFilteredByTenant()
    {
        for (var i = 0; i < 3; i++)
        {
            await SendAsync("POST", "/v1/destinations", """{"url": "https://hooks.example.com/", "tenant": "acme"}""");
        }

        var (_, first) = await SendAsync("GET", "/v1/destinations?limit=2&tenant=acme", null);
        Assert.Equal((2, true), (first.GetProperty("items").GetArrayLength(), first.GetProperty("more").GetBoolean()));
        var (_, last) = await SendAsync("GET", $"/v1/destinations?limit=2&tenant=acme&cursor={first.GetProperty("next_cursor").GetString()}", null);
        Assert.Equal("dst_3", Assert.Single(last.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(400, (await SendAsync("GET", "/v1/destinations?state=x", null)).Status);
    }

    [Fact]
    public async Task AddSecret_OthersSignForADay_UnlessSaidOtherwise()
    {
        await SendAsync("POST", "/v1/destinations", """{"url": "https://hooks.example.com/"}""");
        Assert.Equal(201, (await SendAsync("POST", "/v1/destinations/dst_1/secrets", "{}")).Status);
        Assert.Equal(TimeSpan.FromDays(1), _server.Destinations.LastGrace);
        Assert.Equal(201, (await SendAsync("POST", "/v1/destinations/dst_1/secrets", $$"""{"secret": "{{Secret}}", "expire_others_after": "never"}""")).Status);
        Assert.Equal((Secret, null), (_server.Destinations.LastSecret, _server.Destinations.LastGrace));
        Assert.Equal(400, (await SendAsync("POST", "/v1/destinations/dst_1/secrets", """{"expire_others_after": "soon"}""")).Status);
    }

    [Theory]
    [InlineData(DestinationOutcome.Unknown, 404, "unknown_destination")]
    [InlineData(DestinationOutcome.SecretKnown, 409, "secret_known")]
    [InlineData(DestinationOutcome.UnknownSecret, 404, "unknown_secret")]
    [InlineData(DestinationOutcome.LastSecret, 409, "last_secret")]
    [InlineData(DestinationOutcome.TooMany, 409, "too_many")]
    internal async Task Refused_SaysWhy(DestinationOutcome outcome, int status, string code)
    {
        await SendAsync("POST", "/v1/destinations", """{"url": "https://hooks.example.com/"}""");
        _server.Destinations.Outcome = outcome;
        var (answered, problem) = await SendAsync("DELETE", "/v1/destinations/dst_1/secrets/00000000", null);
        Assert.Equal((status, code), (answered, problem.GetProperty("code").GetString()));
    }

    private async Task<(int Status, JsonElement Answer)> SendAsync(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
