using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Feed;

/// <summary>The live feed of the real process: many readers, a restart, a reader that does not read, a token.</summary>
public sealed class FeedTests : IAsyncLifetime
{
    private static readonly CancellationToken Patience = TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
        ["Signalbox__Feed__WriteTimeout"] = "00:00:01",
        ["Signalbox__Feed__Heartbeat"] = "00:00:01",
        ["Signalbox__Limits__AddressBodies"] = "1000",
    };

    private string _folder = null!;
    private SignalboxProcess _process = null!;

    // 1,000 on request: their connections alone take a small machine seconds.
    private static int Readers => Environment.GetEnvironmentVariable("SIGNALBOX_TEST_LONG") is null ? 200 : 1_000;

    public async ValueTask InitializeAsync()
    {
        _folder = SignalboxProcess.NewFolder();
        _process = await SignalboxProcess.StartAsync(Settings, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ManyReaders_SeeAllInOneOrder_AreToldOfTheStop_AndGoOnAfterTheRestartWhereTheyWere()
    {
        var readers = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => FeedConnection.OpenAsync(_process.Client)));
        await SendAsync(1, 20);

        var read = await Task.WhenAll(readers.Select(static r => r.ReadAsync(20)));

        Assert.Equal(Enumerable.Range(1, 20).Select(static n => $"evt_feed_{n:d2}"), read[0].Order());
        Assert.All(read, r => Assert.Equal(read[0], r));
        Assert.Equal($"{Readers}", await MetricAsync("signalbox_feed_readers"));

        using var early = await FeedConnection.OpenAsync(_process.Client, "?after=0");
        Assert.Equal(read[0][..12], await early.ReadAsync(12));
        var ends = Task.WhenAll(readers.Select(static r => r.ReadAsync(1)));
        Assert.Equal(0, (await _process.StopAsync()).ExitCode);
        Assert.All(await ends, Assert.Empty);
        Assert.All(readers, static r => Assert.Equal("stopping", r.ClosedFor));

        _process = await SignalboxProcess.StartAsync(Settings, _folder);
        await SendAsync(21, 25);
        var resumed = await Task.WhenAll(readers.Select(r => FeedConnection.OpenAsync(_process.Client, lastId: r.LastId)));
        var rest = await Task.WhenAll(resumed.Select(static r => r.ReadAsync(5)));
        using var behind = await FeedConnection.OpenAsync(_process.Client, lastId: early.LastId);

        Assert.Equal(Enumerable.Range(21, 5).Select(static n => $"evt_feed_{n:d2}"), rest[0].Order());
        Assert.All(rest, r => Assert.Equal(rest[0], r));
        Assert.Equal([.. read[0][12..], .. rest[0]], await behind.ReadAsync(13));
        foreach (var reader in readers.Concat(resumed))
        {
            reader.Dispose();
        }
    }

    [Fact]
    public async Task ReaderThatDoesNotRead_IsCutOff_AndHoldsUpNobody()
    {
        using var reader = await FeedConnection.OpenAsync(_process.Client);
        using var idle = new TcpClient { ReceiveBufferSize = 4_096 };
        await idle.ConnectAsync(_process.Address.Host, _process.Address.Port, Patience);
        var key = _process.Client.DefaultRequestHeaders.Authorization!.Parameter;
        await idle.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/feed HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n"), Patience);

        // More than the buffers between the two hold.
        var sent = 0;
        while (await MetricAsync("signalbox_feed_closed", "too_slow") is null)
        {
            Patience.ThrowIfCancellationRequested();
            await SendAsync(++sent, sent, new string('x', 500_000));
            Assert.Equal([$"evt_feed_{sent:d2}"], await reader.ReadAsync(1));
        }

        Assert.Equal("1", await MetricAsync("signalbox_feed_closed", "too_slow"));
    }

    [Fact]
    public async Task ReadToken_OpensTheFeedOfItsTenant_UntilItIsRevoked_AndIsNotLogged()
    {
        using var made = await _process.Client.PostAsync("/v1/tokens", new StringContent("""{"tenant":"acme","expires_in":"00:10:00"}"""), Patience);
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Patience));
        var token = json.RootElement.GetProperty("token").GetString()!;
        using var browser = new HttpClient { BaseAddress = _process.Address };
        using var feed = await FeedConnection.OpenAsync(browser, token: token);
        using var all = await FeedConnection.OpenAsync(_process.Client);
        await SendAsync(1, 1);
        Assert.Equal(["evt_feed_01"], await all.ReadAsync(1));

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync($"/v1/feed?tenant=other&token={token}", Patience)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync($"/v1/events?token={token}", Patience)).StatusCode);
        await _process.Client.DeleteAsync($"/v1/tokens/{json.RootElement.GetProperty("details").GetProperty("id").GetString()}", Patience);

        // The event of no tenant is not among those of this one.
        Assert.Empty(await feed.ReadAsync(1));
        Assert.Equal("token", feed.ClosedFor);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync($"/v1/feed?token={token}", Patience)).StatusCode);
        Assert.DoesNotContain(token, _process.Log, StringComparison.Ordinal);
    }

    private async Task SendAsync(int from, int to, string name = "n")
    {
        for (var n = from; n <= to; n++)
        {
            Assert.Equal(200, (await Webhook.SendAsync(_process, Webhook.Customer($"evt_feed_{n:d2}", $"cus_{n}", name, 1_700_000_000 + n))).Status);
        }
    }

    private async Task<string?> MetricAsync(string name, string? reason = null) =>
        (await _process.Client.GetStringAsync("/metrics", Patience)).Split('\n')
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal) && !line.StartsWith('#') && (reason is null || line.Contains($"\"{reason}\"", StringComparison.Ordinal)))?
            .Split(' ')[1];
}
