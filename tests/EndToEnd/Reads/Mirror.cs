using System.Text.Json;
using Signalbox.Sandbox;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.EndToEnd.Sandbox;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Reads;

/// <summary>A Signalbox with an API key beside the sandbox whose webhooks it gets.</summary>
internal sealed class Mirror : IAsyncDisposable
{
    private const string Secret = "whsec_reads_not_a_real_secret";

    private readonly SandboxServer _sandbox;
    private readonly SignalboxProcess _process;

    private Mirror(SandboxServer sandbox, SignalboxProcess process)
    {
        (_sandbox, _process) = (sandbox, process);
        Stripe = new SandboxClient(sandbox);
    }

    internal SandboxClient Stripe { get; }

    internal HttpClient Client => _process.Client;

    /// <param name="hasKey">Whether it may ask the sandbox.</param>
    /// <param name="database">Where it keeps its rows; by default it brings its own database.</param>
    internal static async Task<Mirror> OpenAsync(bool hasKey = true, TestDatabase? database = null)
    {
        var sandbox = await SandboxServer.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["STRIPE_WEBHOOK_SECRET"] = Secret,
            ["Signalbox__Accounts__stripe__ApiBaseUrl"] = sandbox.BaseAddress.ToString(),
            ["Signalbox__Calls__StripeTestLimit"] = "1000",
            ["Signalbox__Calls__Retries"] = "0",
            ["Signalbox__Reads__SettleInterval"] = "00:00:00.200",
            ["Signalbox__Reads__SettleAfter"] = "00:00:03",
        };
        if (hasKey)
        {
            settings["STRIPE_API_KEY"] = "sk_test_not_a_real_key";
        }

        if (database is not null)
        {
            settings["ConnectionStrings__Signalbox"] = database.ConnectionString;
        }

        var mirror = new Mirror(sandbox, await SignalboxProcess.StartAsync(settings));
        var endpoint = JsonSerializer.Serialize(new Uri(mirror._process.Address, "/ingest/stripe").ToString());
        Assert.Equal(201, (await mirror.Stripe.ControlAsync("webhook-endpoints", $$"""{"url":{{endpoint}},"secrets":["{{Secret}}"]}""")).Status);
        return mirror;
    }

    /// <summary>The row, once it is so.</summary>
    internal Task<JsonElement> RowAsync(string resource, string id, Func<JsonElement, bool> isExpected) => Patiently.ReadAsync(
        $"{resource} {id}",
        async () =>
        {
            using var answer = await Client.GetAsync(new Uri($"/v1/{resource}/{id}", UriKind.Relative));
            return answer.IsSuccessStatusCode ? JsonElement.Parse(await answer.Content.ReadAsStringAsync()) : default;
        },
        row => row.ValueKind is JsonValueKind.Object && isExpected(row));

    /// <summary>How often the object was asked for.</summary>
    internal async Task<int> ReadsOfAsync(string path) => (await Stripe.TruthAsync()).GetProperty("requests").EnumerateArray()
        .Count(r => r.GetProperty("method").GetString() == "GET" && r.GetProperty("path").GetString() == path);

    internal static bool IsConfirmed(JsonElement row) => !row.GetProperty("provisional").GetBoolean();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Stripe.Dispose();
        await _sandbox.DisposeAsync();
    }
}
