using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Signalbox.Rebuilds;

namespace Signalbox.Tests.Unit.Http;

/// <summary>Rebuilds over HTTP.</summary>
public sealed class RebuildApiTests : IClassFixture<ApiServer>
{
    private readonly ApiServer _server;

    public RebuildApiTests(ApiServer server)
    {
        _server = server;
        server.Stores.Reset();
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"dry_run":true}""", true)]
    public async Task Post_IsAcceptedAsAsked(string body, bool dryRun)
    {
        using var answer = await PostAsync(body);

        Assert.Equal((HttpStatusCode.Accepted, "/v1/rebuilds/rb_1"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal(dryRun, _server.Stores.Rebuild!.DryRun);
    }

    [Theory]
    [InlineData("""{"dry":true}""", "invalid_parameters")]
    [InlineData("""{"dry_run":"yes"}""", "invalid_parameters")]
    [InlineData("null", "not_json")]
    public async Task Post_WhatCannotBe_IsRefused(string body, string code)
    {
        using var answer = await PostAsync(body);

        Assert.Equal((400, code), ((int)answer.StatusCode, (await JsonAsync(answer)).GetProperty("code").GetString()));
        Assert.Null(_server.Stores.Rebuild);
    }

    [Fact]
    public async Task Post_WhileOneRuns_IsRefused()
    {
        using var first = await PostAsync("{}");
        using var second = await PostAsync("{}");

        Assert.Equal((409, "rebuild_running"), ((int)second.StatusCode, (await JsonAsync(second)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Rebuild_IsListedShownAndCancelled_AndAnUnknownOneIsNotFound()
    {
        using var started = await PostAsync("{}");
        using var client = _server.NewClient();
        using var list = await client.GetAsync(new Uri("/v1/rebuilds", UriKind.Relative));
        using var shown = await client.GetAsync(new Uri("/v1/rebuilds/rb_1", UriKind.Relative));
        using var cancelled = await client.DeleteAsync(new Uri("/v1/rebuilds/rb_1", UriKind.Relative));
        using var unknown = await client.GetAsync(new Uri("/v1/rebuilds/rb_2", UriKind.Relative));

        Assert.Equal("rb_1", (await JsonAsync(list)).GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal("running", (await JsonAsync(shown)).GetProperty("state").GetString());
        Assert.Equal(RebuildState.Cancelled, (await JsonAsync(cancelled)).GetProperty("state").GetString());
        Assert.Equal((404, "unknown_rebuild"), ((int)unknown.StatusCode, (await JsonAsync(unknown)).GetProperty("code").GetString()));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var client = _server.NewClient();
        return await client.PostAsync(new Uri("/v1/rebuilds", UriKind.Relative), new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
    }
}
