using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Tests.EndToEnd.Ingress;

namespace Signalbox.Tests.EndToEnd.Replays;

/// <summary>A replay, over HTTP.</summary>
internal static class ReplayJob
{
    /// <summary>Starts one of an account.</summary>
    internal static Task<string> StartAsync(HttpClient client, string account = "stripe") => StartAsync(client, new Dictionary<string, string> { ["account"] = account });

    /// <summary>Starts one.</summary>
    internal static async Task<string> StartAsync(HttpClient client, IReadOnlyDictionary<string, string> scope)
    {
        using var started = await client.PostAsJsonAsync("/v1/replays", scope);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        return (await started.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>The replay, once it is so.</summary>
    internal static Task<JsonElement> ReadAsync(HttpClient client, string id, Func<JsonElement, bool> isExpected) =>
        Patiently.ReadAsync($"The replay {id}", () => client.GetFromJsonAsync<JsonElement>($"/v1/replays/{id}"), isExpected);

    /// <summary>Starts one and waits until it is done.</summary>
    internal static async Task<JsonElement> RunAsync(HttpClient client, IReadOnlyDictionary<string, string> scope) =>
        await ReadAsync(client, await StartAsync(client, scope), static r => State(r) == "done");

    internal static string? State(JsonElement replay) => replay.GetProperty("state").GetString();

    internal static long Number(JsonElement replay, string name) => replay.GetProperty(name).GetInt64();
}
