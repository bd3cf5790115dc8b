using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Api;

/// <summary>A signed webhook goes in, and everything that the API says about it comes out.</summary>
public sealed partial class QueryTests(QueryTests.Running running) : IClassFixture<QueryTests.Running>
{
    private const int Customers = 5;

    private HttpClient Client => running.Process.Client;

    [Fact]
    public async Task Events_PageByPage_AreAllThatWereSent()
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            using var page = await GetAsync($"/v1/events?account=stripe&type=customer.*&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            ids.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(static e => e.GetProperty("id").GetString()!));
            cursor = page.RootElement.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(1, Customers).Select(static n => $"evt_e2e_{n}"), ids.Order());
    }

    [Fact]
    public async Task Event_Raw_IsWhatWasSent()
    {
        Assert.Equal(Body(1), await Client.GetStringAsync("/v1/events/evt_e2e_1/raw"));

        using var stored = await GetAsync("/v1/events/evt_e2e_1");
        Assert.Equal("applied", stored.RootElement.GetProperty("status").GetString());
        Assert.Equal(Body(1), stored.RootElement.GetProperty("body").GetRawText());
    }

    [Fact]
    public async Task Customer_ById_IsTheProjectedRow()
    {
        using var customer = await GetAsync("/v1/customers/cus_e2e_2");
        using var byEmail = await GetAsync("/v1/customers?email=2%40example.com");

        Assert.Equal("2@example.com", customer.RootElement.GetProperty("email").GetString());
        Assert.Equal("cus_e2e_2", Assert.Single(byEmail.RootElement.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/nothing")]
    public async Task V1_WithoutTheKey_Is401(string path)
    {
        using var anybody = new HttpClient { BaseAddress = running.Process.Address };

        using var response = await anybody.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Ready_EveryCheck_IsOk()
    {
        using var report = await GetAsync("/health/ready");

        Assert.Equal(["append_queue", "database", "running"], report.RootElement.GetProperty("checks").EnumerateObject().Select(static c => c.Name).Order());
    }

    [Fact]
    public async Task Metrics_Text_ParsesAndCountsWhatCameIn()
    {
        var lines = (await Client.GetStringAsync("/metrics")).TrimEnd('\n').Split('\n');

        Assert.All(lines, static line => Assert.Matches(MetricLine(), line));
        Assert.Contains($"signalbox_ingress_accepted_total{{duplicate=\"false\",source=\"stripe\"}} {Customers}", lines);
        Assert.Contains($"signalbox_journal_appended_total {Customers}", lines);
        Assert.Contains($"orleans_catalog_activations {Customers}", lines);
    }

    private async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await Client.GetStringAsync(path));

    private static string Body(int n) =>
        $$$"""{"id":"evt_e2e_{{{n}}}","object":"event","type":"customer.created","created":1700000000,"livemode":false,"data":{"object":{"id":"cus_e2e_{{{n}}}","object":"customer","email":"{{{n}}}@example.com"} } }""";

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_]\w*="([^"\\]|\\.)*",?)*\})? ([-+0-9.eE]+|[+-]Inf|NaN))$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricLine();

    /// <summary>A process that has applied a few events; the tests only read.</summary>
    public sealed class Running : IAsyncLifetime
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

        internal SignalboxProcess Process { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Process = await SignalboxProcess.StartAsync();
            for (var n = 1; n <= Customers; n++)
            {
                await SendAsync(Body(n));
            }

            for (var n = 1; n <= Customers; n++)
            {
                await WaitUntilIdleAsync($"/v1/streams/stripe/customer/cus_e2e_{n}");
            }
        }

        public ValueTask DisposeAsync() => Process.DisposeAsync();

        private async Task SendAsync(string body)
        {
            var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Process.WebhookSecret), Encoding.UTF8.GetBytes($"{time}.{body}"));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/ingest/stripe") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Stripe-Signature", $"t={time},v1={Convert.ToHexStringLower(signature)}");
            using var response = await Process.Client.SendAsync(request);
            response.EnsureSuccessStatusCode();
        }

        private async Task WaitUntilIdleAsync(string stream)
        {
            using var patience = new CancellationTokenSource(Patience);
            string state;
            do
            {
                using var answer = JsonDocument.Parse(await Process.Client.GetStringAsync(stream, patience.Token));
                state = answer.RootElement.GetProperty("state").GetString()!;
                await Task.Yield();
            }
            while (state != "idle");
        }
    }
}
