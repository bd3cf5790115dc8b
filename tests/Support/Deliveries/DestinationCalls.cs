using System.Net.Http.Json;
using System.Text.Json;

namespace Signalbox.Tests.Support.Deliveries;

/// <summary>What tests ask of the API for destinations and of their own events.</summary>
public static class DestinationCalls
{
    /// <summary>Where everything is, of a process on this machine that sends to this machine; and no longer waits than a test can.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Signalbox__Deliveries__AllowHttp"] = "true",
        ["Signalbox__Deliveries__AllowedNetworks"] = "127.0.0.1",
        ["Signalbox__Destinations__LeastRest"] = "00:00:01",
        ["Signalbox__Destinations__CircuitBreak"] = "00:00:00.300",
        ["Signalbox__Destinations__FailingAfter"] = "00:00:00",
        ["Signalbox__Destinations__Lease"] = "00:00:03",
    };

    /// <summary>A secret that is obviously none.</summary>
    /// <param name="letter">What it is made of.</param>
    public static string FakeSecret(char letter) => $"whsec_{Convert.ToBase64String([.. Enumerable.Repeat((byte)letter, 32)])}";

    /// <summary>Makes a destination of an endpoint, which trusts its secret from then on; an attempt takes a second at most and is followed by others about a second apart.</summary>
    /// <param name="client">Of the process.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="settings">What else there is to say; may replace anything.</param>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateDestinationAsync(this HttpClient client, ReceiverEndpoint endpoint, params IReadOnlyList<(string Name, object? Value)> settings)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(settings);
        var request = new Dictionary<string, object?>
        {
            ["url"] = endpoint.Url.ToString(),
            ["timeout"] = "00:00:01",
            ["retry"] = Enumerable.Repeat("00:00:01", 20).ToList(),
        };
        foreach (var (name, value) in settings)
        {
            request[name] = value;
        }

        var made = await client.SendJsonAsync(HttpMethod.Post, "/v1/destinations", request);
        var destination = made.GetProperty("destination");
        if (!request.ContainsKey("secret"))
        {
            endpoint.Trust(made.GetProperty("generated_secret").GetString() ?? destination.GetProperty("secrets")[0].GetProperty("public_key").GetString()!);
        }

        return destination.GetProperty("id").GetString()!;
    }

    /// <summary>Changes a destination.</summary>
    public static Task<JsonElement> ChangeDestinationAsync(this HttpClient client, string id, params IReadOnlyList<(string Name, object? Value)> changes) =>
        client.SendJsonAsync(HttpMethod.Patch, $"/v1/destinations/{id}", changes.ToDictionary(static c => c.Name, static c => c.Value));

    /// <summary>Publishes a batch.</summary>
    /// <exception cref="HttpRequestException">Some may be there and some not: publish it again.</exception>
    public static Task PublishAsync(this HttpClient client, IEnumerable<OwnEvent> events) =>
        client.SendJsonAsync(HttpMethod.Post, "/v1/events", new Dictionary<string, object?> { ["events"] = events.Select(static e => e.ToRequest()).ToList() });

    /// <summary>Sends a request and reads its answer.</summary>
    /// <exception cref="HttpRequestException">The answer is no success; the message quotes it.</exception>
    public static async Task<JsonElement> SendJsonAsync(this HttpClient client, HttpMethod method, string path, Dictionary<string, object?>? body = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(CancellationToken.None);
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text}", inner: null, response.StatusCode);
    }
}
