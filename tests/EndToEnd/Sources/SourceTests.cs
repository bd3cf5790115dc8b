using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.Providers.Stripe;
using Signalbox.Tests.EndToEnd.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Sources;

/// <summary>Sources made while processes run: two of them on one database.</summary>
public sealed class SourceTests
{
    private const string First = "whsec_fake_first_of_the_source_tests";
    private const string Second = "whsec_fake_second_of_the_source_tests";
    private const string ProviderKey = "sk_test_not_a_real_key_of_the_source_tests";

    [Fact]
    public async Task MadeByOneProcess_IsTakenByTheOther_RotatesAndEnds_AndNoSecretIsShown()
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Signalbox"] = database.ConnectionString,
            ["SIGNALBOX_API_KEY"] = "not-a-real-api-key-of-the-source-tests",
            ["Signalbox__Gaps__Enabled"] = "false",
            ["Logging__LogLevel__Default"] = "Debug",
        };
        await using var here = await SignalboxProcess.StartAsync(settings);
        await using var there = await SignalboxProcess.StartAsync(settings);

        var made = await SendAsync(here, HttpMethod.Post, "/v1/sources", new { name = "eu", provider = "stripe", secrets = new[] { First }, credentials = new { api_key = ProviderKey }, description = "not a secret" });
        Assert.Equal(201, made.Status);
        Assert.Equal(200, await WebhookAsync(here, "evt_here", First));
        await Patiently.ReadAsync("The other process's answer", () => WebhookAsync(there, "evt_there", First), static status => status == 200);
        await Patiently.ReadAsync("The customers", () => database.ScalarAsync("SELECT count(*) FROM customers WHERE account = 'eu'"), static count => count is 2L);

        var changed = await SendAsync(there, HttpMethod.Post, "/v1/sources/eu/secrets", new { secret = Second });
        Assert.Equal(201, changed.Status);
        Assert.Equal(200, await WebhookAsync(there, "evt_old", First));
        Assert.Equal(200, await WebhookAsync(there, "evt_new", Second));
        var seen = await Patiently.ReadAsync(
            "What the secrets verified", () => SendAsync(here, HttpMethod.Get, "/v1/sources/eu"),
            static answer => answer.Json.GetProperty("secrets").EnumerateArray().Select(static s => s.GetProperty("verified").GetInt64()).SequenceEqual([3, 1]));
        var old = seen.Json.GetProperty("secrets")[0];
        Assert.NotEqual(JsonValueKind.Null, old.GetProperty("expires_at").ValueKind);

        Assert.Equal(200, (await SendAsync(here, HttpMethod.Delete, $"/v1/sources/eu/secrets/{old.GetProperty("fingerprint").GetString()}")).Status);
        Assert.Equal(401, await WebhookAsync(here, "evt_late", First));
        await Patiently.ReadAsync("The other process's refusal", () => WebhookAsync(there, "evt_late", First), static status => status == 401);

        Assert.Equal(200, (await SendAsync(here, HttpMethod.Patch, "/v1/sources/eu", new { state = "disabled" })).Status);
        Assert.Equal(403, await WebhookAsync(here, "evt_disabled", Second));
        Assert.Equal(200, (await SendAsync(here, HttpMethod.Delete, "/v1/sources/eu?force=true")).Status);
        Assert.Equal(404, await WebhookAsync(here, "evt_deleted", Second));
        await Patiently.ReadAsync("The other process's end of it", () => WebhookAsync(there, "evt_deleted", Second), static status => status == 404);
        Assert.Contains("evt_here", await here.Client.GetStringAsync(new Uri("/v1/events?account=eu", UriKind.Relative)), StringComparison.Ordinal);

        var rows = await database.ListAsync("SELECT query_to_xml(format('SELECT * FROM %s', c.oid::regclass), true, false, '')::text FROM pg_class c WHERE c.relnamespace = 'signalbox'::regnamespace AND c.relkind IN ('r', 'p', 'v')");
        Assert.Contains(rows, static table => table.Contains("not a secret", StringComparison.Ordinal));
        string[] shown = [here.Log, there.Log, made.Text, changed.Text, seen.Text, .. rows];
        foreach (var secret in new[] { First, Second, ProviderKey, SignalboxProcess.MasterKey })
        {
            Assert.DoesNotContain(shown, text => text.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Restarted_KnowsItsSources_AndTheKeysRotateMeanwhile()
    {
        var folder = SignalboxProcess.NewFolder();
        try
        {
            string? before;
            await using (var signalbox = await SignalboxProcess.StartAsync(dataFolder: folder))
            {
                Assert.Equal(201, (await SendAsync(signalbox, HttpMethod.Post, "/v1/sources", new { name = "eu", provider = "stripe", secrets = new[] { First } })).Status);
                before = (await SendAsync(signalbox, HttpMethod.Get, "/v1/keys")).Json.GetProperty("master_key").GetString();
                var rotated = await SendAsync(signalbox, HttpMethod.Post, "/v1/keys/rotate");
                Assert.Equal(200, rotated.Status);
                Assert.NotEqual(before, rotated.Json.GetProperty("master_key").GetString());
                await Patiently.ReadAsync("What is left under the old key", () => SendAsync(signalbox, HttpMethod.Get, "/v1/keys"), static keys => keys.Json.GetProperty("left").GetInt64() == 0);
                Assert.Equal(200, await WebhookAsync(signalbox, "evt_before", First));
            }

            await using (var signalbox = await SignalboxProcess.StartAsync(dataFolder: folder))
            {
                Assert.Equal(200, await WebhookAsync(signalbox, "evt_after", First));
                Assert.NotEqual(before, (await SendAsync(signalbox, HttpMethod.Get, "/v1/keys")).Json.GetProperty("master_key").GetString());
            }

            // Without the key it ends, and says why.
            File.Delete(Path.Combine(folder, "master-key"));
            await using var lost = SignalboxProcess.Launch(dataFolder: folder);
            Assert.Equal(2, await lost.WaitForExitAsync());
            Assert.Contains("SIGNALBOX_MASTER_KEY", lost.Log, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> WebhookAsync(SignalboxProcess process, string eventId, string secret)
    {
        var body = Webhook.Customer(eventId, $"cus_{eventId}", "Ada", 1_760_000_000);
        return (await Webhook.SendAsync(process, body, StripeSignature.Sign(body, secret, TimeProvider.System.GetUtcNow()), "eu")).Status;
    }

    private static async Task<Reply> SendAsync(SignalboxProcess process, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await process.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var json = JsonDocument.Parse(text);
        return new Reply((int)response.StatusCode, text, json.RootElement.Clone());
    }

    private sealed record Reply(int Status, string Text, JsonElement Json);
}
