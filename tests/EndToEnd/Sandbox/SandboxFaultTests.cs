using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;

namespace Signalbox.Tests.EndToEnd.Sandbox;

/// <summary>Every fault does what its name says, as often as it was told, and the truth knows whether there was an effect.</summary>
public sealed class SandboxFaultTests : IAsyncLifetime
{
    private SandboxServer _server = null!;
    private SandboxClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxServer.StartAsync();
        _client = new SandboxClient(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Error_OnlyTheAnswerIsLost_OneChargeInTheEnd(bool afterEffect, int charged)
    {
        await FaultAsync("error", afterEffect, ",\"status\":503,\"retry_after_seconds\":7" + (afterEffect ? ",\"answer_only_lost\":true" : ""));

        var failed = await _client.PayAsync("key-1");
        Assert.Equal((503, TimeSpan.FromSeconds(7)), (failed.Status, failed.Headers.RetryAfter?.Delta));
        Assert.Equal(charged, await ChargesAsync());
        var retried = await _client.PayAsync("key-1");
        Assert.Equal((200, "succeeded", afterEffect), (retried.Status, retried["status"], retried.IsReplay));
        Assert.Equal(1, await ChargesAsync());
    }

    [Fact]
    public async Task Error_AfterTheEffect_IsWhatTheKeyKeeps()
    {
        await FaultAsync("error", afterEffect: true);

        var failed = await _client.PayAsync("key-1");
        var again = await _client.PayAsync("key-1");
        Assert.Equal((500, false), (failed.Status, failed.IsReplay));
        Assert.Equal((500, true), (again.Status, again.IsReplay));
        Assert.Equal(1, await ChargesAsync());
        Assert.Equal(200, (await _client.PayAsync("key-2")).Status);
    }

    [Fact]
    public async Task Error_TheKeyKeepsATrueAnswer_DoesNotTakeItsPlace()
    {
        Assert.Equal(200, (await _client.PayAsync("key-1")).Status);
        await FaultAsync("error", afterEffect: true);

        var again = await _client.PayAsync("key-1");
        Assert.Equal((200, true), (again.Status, again.IsReplay));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Reset_BeforeOrAfterTheEffect_OneChargeInTheEnd(bool afterEffect, int charged)
    {
        await FaultAsync("reset", afterEffect);

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.PayAsync("key-1"));
        Assert.Equal(charged, await ChargesAsync());
        Assert.Equal(200, (await _client.PayAsync("key-1")).Status);
        Assert.Equal(1, await ChargesAsync());
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Malformed_BeforeOrAfterTheEffect_IsNoJson(bool afterEffect, int charged)
    {
        await FaultAsync("malformed", afterEffect);

        var malformed = await _client.PayAsync("key-1");
        Assert.Equal(200, malformed.Status);
        Assert.ThrowsAny<JsonException>(() => malformed.Json);
        Assert.Equal(charged, await ChargesAsync());
        Assert.Equal(200, (await _client.PayAsync("key-1")).Status);
        Assert.Equal(1, await ChargesAsync());
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Hang_BeforeOrAfterTheEffect_NeverAnswers(bool afterEffect, int charged)
    {
        await FaultAsync("hang", afterEffect);

        var hanging = _client.PayAsync("key-1");
        await Patiently.ReadAsync("The charges", ChargesAsync, count => count == charged);
        await Patiently.ReadAsync("The fault", async () => (await _client.GetAsync("/sandbox/faults")).Json[0].GetProperty("struck").GetInt32(), static struck => struck == 1);
        Assert.False(hanging.IsCompleted);
        Assert.Equal(200, (await _client.PayAsync("key-1")).Status);
        Assert.Equal(1, await ChargesAsync());
        await _server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
    }

    [Fact]
    public async Task RateLimit_Fault_SaysWhenToComeBack()
    {
        await FaultAsync("rate_limit", afterEffect: false, ",\"retry_after_seconds\":2");

        var limited = await _client.PayAsync();
        Assert.Equal((429, "rate_limit", TimeSpan.FromSeconds(2)), (limited.Status, limited.Error.GetProperty("code").GetString(), limited.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task Faults_ByPathMethodSkipAndCount_StrikeThoseAlone()
    {
        await _client.ControlAsync("faults", """{"kind":"error","path":"/v1/customers*","method":"POST","skip":1,"count":2}""");

        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((await _client.PostAsync("/v1/customers")).Status);
            statuses.Add((await _client.GetAsync("/v1/customers")).Status);
            statuses.Add((await _client.PayAsync()).Status);
        }

        Assert.Equal([200, 200, 200, 500, 200, 200, 500, 200, 200, 200, 200, 200], statuses);
    }

    [Fact]
    public async Task Faults_ByProbability_AreTheSameForTheSameSeed()
    {
        await using var twin = await SandboxServer.StartAsync();
        using var twinClient = new SandboxClient(twin);

        var first = await SampleAsync(_client);
        Assert.Equal(first, await SampleAsync(twinClient));
        Assert.InRange(first.Count(static status => status == 500), 10, 50);
    }

    [Fact]
    public async Task Faults_Removed_StrikeNoMore()
    {
        var id = (await _client.ControlAsync("faults", """{"kind":"error"}""")).Id;
        Assert.Equal(500, (await _client.PayAsync()).Status);

        Assert.Equal(204, (await _client.DeleteAsync($"/sandbox/faults/{id}")).Status);
        Assert.Equal(200, (await _client.PayAsync()).Status);
        Assert.Equal(404, (await _client.DeleteAsync($"/sandbox/faults/{id}")).Status);
    }

    [Theory]
    [InlineData("""{"kind":"no_such_kind"}""")]
    [InlineData("""{"kind":"latency"}""")]
    [InlineData("""{"kind":"error","status":399}""")]
    [InlineData("""{"kind":"error","probability":1.5}""")]
    [InlineData("""{"kind":"error","no_such_field":1}""")]
    [InlineData("not json")]
    public async Task Faults_WrongRule_IsRefused(string rule) => Assert.Equal(400, (await _client.ControlAsync("faults", rule)).Status);

    [Fact]
    public async Task RateLimit_Configured_AdmitsSoManyInEveryWindow()
    {
        using var limit = new HttpClient { BaseAddress = _server.BaseAddress };
        using var rule = new StringContent("""{"requests":5,"window_ms":3600000,"retry_after_seconds":3}""");
        using var set = await limit.PutAsync(new Uri("/sandbox/rate-limit", UriKind.Relative), rule);
        Assert.True(set.IsSuccessStatusCode);
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.PayAsync()));

        Assert.Equal(5, replies.Count(static reply => reply.Status == 200));
        Assert.All(replies.Where(static reply => reply.Status != 200), static reply => Assert.Equal((429, TimeSpan.FromSeconds(3)), (reply.Status, reply.Headers.RetryAfter?.Delta)));
        var counts = (await _client.GetAsync("/sandbox/requests?window_ms=3600000")).Json;
        Assert.Equal((20, 5, 20), (counts.GetProperty("count").GetInt32(), counts.GetProperty("executed").GetInt32(), counts.GetProperty("most_in_window").GetInt32()));
        Assert.Equal(5, await ChargesAsync());
    }

    private static async Task<List<int>> SampleAsync(SandboxClient client)
    {
        await client.ControlAsync("faults", """{"kind":"error","probability":0.5}""");
        var statuses = new List<int>();
        for (var i = 0; i < 60; i++)
        {
            statuses.Add((await client.GetAsync("/v1/customers")).Status);
        }

        return statuses;
    }

    private async Task FaultAsync(string kind, bool afterEffect, string more = "")
    {
        var added = await _client.ControlAsync("faults", $$"""{"kind":"{{kind}}","count":1,"after_effect":{{(afterEffect ? "true" : "false")}}{{more}}}""");
        Assert.Equal(201, added.Status);
    }

    private async Task<int> ChargesAsync() => (await _client.TruthAsync()).GetProperty("charges").GetArrayLength();
}
