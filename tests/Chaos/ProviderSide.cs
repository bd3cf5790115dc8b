using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Simulation;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Tests.Chaos;

/// <summary>A sandbox with webhooks that go wrong, and what it knows. Safe for any number of callers at once.</summary>
internal sealed class ProviderSide : IAsyncDisposable
{
    private readonly SandboxServer _server;
    private readonly HttpClient _http;

    private ProviderSide(SandboxServer server)
    {
        _server = server;
        _http = new HttpClient { BaseAddress = server.BaseAddress, Timeout = ChaosPlan.Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk_test_of_a_test");
    }

    internal Uri Address => _server.BaseAddress;

    /// <summary>Starts one whose events of one second cannot be ordered by what they tell: as with Stripe, what is true must be read.</summary>
    internal static async Task<ProviderSide> StartAsync(int seed) => new(await SandboxServer.StartAsync(new SandboxOptions
    {
        Seed = seed,
        SameSecond = SameSecond.Unchecked,
        WebhookConcurrency = 8,
        WebhookAttempts = 20,
        WebhookFirstRetry = TimeSpan.FromMilliseconds(100),
    }));

    /// <summary>Something of its control API.</summary>
    internal async Task ControlAsync(string path, string json)
    {
        using var answer = await _http.PostAsync(new Uri($"/sandbox/{path}", UriKind.Relative), new StringContent(json));
        Assert.True(answer.IsSuccessStatusCode, $"{path} {json}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Something of its API: name, value, name, value. A declined card is no fault.</summary>
    /// <returns>The object.</returns>
    internal async Task<JsonElement> CallAsync(HttpMethod method, string path, params string[] fields)
    {
        using var request = new HttpRequestMessage(method, new Uri($"/v1/{path}", UriKind.Relative));
        if (fields.Length > 0)
        {
            request.Content = new FormUrlEncodedContent(fields.Chunk(2).Select(static pair => KeyValuePair.Create(pair[0], pair[1])));
        }

        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode || (int)answer.StatusCode == 402, $"{method} {path} {string.Join(' ', fields)}: {Encoding.UTF8.GetString(body)}");
        return JsonElement.Parse(body);
    }

    /// <summary>How many events there were, and how many webhooks are on their way.</summary>
    internal async Task<(int Events, int Unfinished)> OverviewAsync()
    {
        var overview = JsonElement.Parse(await _http.GetByteArrayAsync(new Uri("/sandbox", UriKind.Relative)));
        return (overview.GetProperty("events").GetInt32(), overview.GetProperty("webhooks_unfinished").GetInt32());
    }

    /// <summary>Every event that it lists, byte by byte.</summary>
    internal async Task<Dictionary<string, byte[]>> EventsAsync()
    {
        var events = new Dictionary<string, byte[]>();
        string? last = null;
        JsonElement page;
        do
        {
            page = await PageAsync($"/v1/events?limit=100{(last is null ? "" : $"&starting_after={last}")}");
            foreach (var one in page.GetProperty("data").EnumerateArray())
            {
                last = one.GetProperty("id").GetString()!;
                events.Add(last, JsonMarshal.GetRawUtf8Value(one).ToArray());
            }
        }
        while (page.GetProperty("has_more").GetBoolean());

        return events;
    }

    /// <summary>How many charges were made with each idempotency key.</summary>
    internal async Task<Dictionary<string, int>> ChargesByKeyAsync() =>
        JsonElement.Parse(await _http.GetByteArrayAsync(new Uri("/sandbox/truth", UriKind.Relative))).GetProperty("charges").EnumerateArray()
            .CountBy(static charge => charge.GetProperty("idempotency_key").GetString() ?? "none")
            .ToDictionary();

    /// <summary>What it knows, after everything.</summary>
    internal async Task<ProviderTruth> TruthAsync()
    {
        var truth = JsonElement.Parse(await _http.GetByteArrayAsync(new Uri("/sandbox/truth", UriKind.Relative)));
        var rows = truth.GetProperty("objects").EnumerateArray().Select(static row => new TruthRow(
            row.GetProperty("table").GetString()!,
            row.GetProperty("id").GetString()!,
            row.GetProperty("deleted").GetBoolean(),
            row.GetProperty("columns").EnumerateObject().ToDictionary(static c => c.Name, static c => c.Value.GetString()),
            RawJson: "")).ToList();
        var dropped = truth.GetProperty("events").EnumerateArray()
            .Where(static e => e.GetProperty("deliveries").EnumerateArray().All(static d => d.GetProperty("delivered").GetInt32() == 0))
            .Select(static e => e.GetProperty("id").GetString()!)
            .ToList();
        var events = truth.GetProperty("events").EnumerateArray().CountBy(static e => e.GetProperty("object").GetString()!).ToDictionary();
        var reads = truth.GetProperty("requests").EnumerateArray()
            .Where(static r => r.GetProperty("method").GetString() == "GET")
            .Select(static r => r.GetProperty("path").GetString()!.Split('/'))
            .Where(static path => path.Length > 3 && path[2] != "events")
            .CountBy(static path => path[^1])
            .ToDictionary();
        return new ProviderTruth(rows, dropped, events, reads);
    }

    /// <summary>Its list fails for us as well.</summary>
    private async Task<JsonElement> PageAsync(string path)
    {
        while (true)
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
            if ((int)answer.StatusCode != 503)
            {
                return JsonElement.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }
}

/// <summary>What a provider knows.</summary>
/// <param name="Rows">What every object ended as.</param>
/// <param name="Dropped">The events that no webhook brought.</param>
/// <param name="EventsByObject">How many events there were of each object.</param>
/// <param name="ReadsByObject">How often each object was read on its own.</param>
internal sealed record ProviderTruth(
    IReadOnlyList<TruthRow> Rows, IReadOnlyList<string> Dropped, IReadOnlyDictionary<string, int> EventsByObject, IReadOnlyDictionary<string, int> ReadsByObject);
