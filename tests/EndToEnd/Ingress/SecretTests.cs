using System.Net;
using System.Net.Http.Headers;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>A secret stays where it was configured.</summary>
public sealed class SecretTests
{
    private const string ApiKey = "not-a-real-api-key-of-the-secret-tests";
    private const string ProviderKey = "sk_test_not_a_real_provider_key";

    [Fact]
    public async Task Used_NoSecretIsInTheLogOrTheDatabase()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var signalbox = await SignalboxProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Signalbox"] = database.ConnectionString,
            ["STRIPE_WEBHOOK_SECRET"] = Webhook.Secret,
            ["STRIPE_API_KEY"] = ProviderKey,
            ["SIGNALBOX_API_KEY"] = ApiKey,
            ["Logging__LogLevel__Default"] = "Debug",
        });
        var body = Webhook.Customer("evt_secret", "cus_secret", "Secret", 1_760_000_000);
        Assert.Equal(200, (await Webhook.SendAsync(signalbox, body)).Status);
        Assert.Equal(401, (await Webhook.SendAsync(signalbox, body, $"t=1760000000,v1={Webhook.Secret}")).Status);
        await Patiently.ReadAsync("The customer's name", () => database.ScalarAsync("SELECT name FROM customers"), static name => name is "Secret");
        Assert.Contains("evt_secret", await signalbox.Client.GetStringAsync(new Uri("/v1/events", UriKind.Relative)), StringComparison.Ordinal);
        using (var stranger = new HttpClient { BaseAddress = signalbox.Address })
        {
            stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey[..^1]);
            using var refused = await stranger.GetAsync(new Uri("/v1/events", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        var rows = await database.ListAsync("SELECT query_to_xml(format('SELECT * FROM %s', c.oid::regclass), true, false, '')::text FROM pg_class c WHERE c.relnamespace = 'signalbox'::regnamespace AND c.relkind IN ('r', 'p', 'v')");
        Assert.Contains(rows, static table => table.Contains("cus_secret", StringComparison.Ordinal));
        foreach (var secret in new[] { Webhook.Secret, ProviderKey, ApiKey })
        {
            Assert.DoesNotContain(secret, signalbox.Log, StringComparison.Ordinal);
            Assert.DoesNotContain(rows, table => table.Contains(secret, StringComparison.Ordinal));
        }
    }
}
