using System.Text;
using System.Text.Json;
using Signalbox.Providers.Signing;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>Addresses and URLs behind proxies: forwarded headers count only if their sender is a configured proxy.</summary>
public sealed class ProxyTests
{
    private const string Token = "fake_auth_token_of_the_proxy_tests";
    private const string Form = "MessageSid=SM00000000000000000000000000000001&MessageStatus=sent";

    [Fact]
    public async Task Forwarded_ByAConfiguredProxy_IsBelieved()
    {
        await using var signalbox = await StartAsync(("Signalbox__Proxies__From", "127.0.0.1"));

        Assert.Equal(200, await SendAsync(signalbox, "twilio", "https://hooks.example.com/ingest/twilio", "203.0.113.9"));
        Assert.Equal(403, await SendAsync(signalbox, "twilio", "https://hooks.example.com/ingest/twilio", "198.51.100.1"));

        // Only the last entry is the proxy's: what stands before it anybody may have written.
        Assert.Equal(403, await SendAsync(signalbox, "twilio", "https://hooks.example.com/ingest/twilio", "203.0.113.9, 198.51.100.1"));
    }

    [Fact]
    public async Task Forwarded_BySomebodyElse_IsIgnored_AndPublicUrlWins()
    {
        await using var signalbox = await StartAsync(("Signalbox__Proxies__From", "192.0.2.1"));

        Assert.Equal(403, await SendAsync(signalbox, "twilio", "https://hooks.example.com/ingest/twilio", "203.0.113.9"));
        Assert.Equal(401, await SendAsync(signalbox, "open", "https://hooks.example.com/ingest/open", "203.0.113.9"));
        Assert.Equal(200, await SendAsync(signalbox, "public", "https://public.example.com/hooks/twilio", "203.0.113.9"));

        // The refused one is kept, and the diagnosis finds out what nobody believed.
        var kept = await Patiently.ReadAsync("The refused request", async () => JsonDocument.Parse(await signalbox.Client.GetStringAsync(new Uri("/v1/sources/open/rejections", UriKind.Relative))).RootElement.GetProperty("items"), static items => items.GetArrayLength() == 1);
        using var content = new StringContent($$"""{"rejection":"{{kept[0].GetProperty("id").GetString()}}"}""", Encoding.UTF8, "application/json");
        using var response = await signalbox.Client.PostAsync(new Uri("/v1/sources/open/diagnose", UriKind.Relative), content);
        var cause = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("causes")[0];
        Assert.Equal(("url_differs", "certain"), (cause.GetProperty("code").GetString(), cause.GetProperty("certainty").GetString()));
    }

    [Fact]
    public async Task Forged_UseUpTheirAddress_AndNotAnothersShare()
    {
        await using var signalbox = await StartAsync(
            ("Signalbox__Proxies__From", "127.0.0.1"), ("Signalbox__Limits__AddressBurst", "60"), ("Signalbox__Limits__AddressRequestsPerSecond", "1"), ("Signalbox__Limits__RefusedCost", "20"));
        var statuses = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            statuses.Add(await SendAsync(signalbox, "open", "https://nobody.example.com/", "198.51.100.7"));
        }

        Assert.Equal(401, statuses[0]);
        Assert.Contains(429, statuses);
        Assert.Equal(200, await SendAsync(signalbox, "open", "https://hooks.example.com/ingest/open", "203.0.113.9"));
    }

    private static Task<SignalboxProcess> StartAsync(params ReadOnlySpan<(string Key, string Value)> more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Signalbox__Accounts__twilio__WebhookSecrets__0"] = Token,
            ["Signalbox__Accounts__twilio__AllowFrom__0"] = "203.0.113.0/24",
            ["Signalbox__Accounts__open__Provider"] = "twilio",
            ["Signalbox__Accounts__open__WebhookSecrets__0"] = Token,
            ["Signalbox__Accounts__public__Provider"] = "twilio",
            ["Signalbox__Accounts__public__WebhookSecrets__0"] = Token,
            ["Signalbox__Accounts__public__PublicUrl"] = "https://public.example.com/hooks/twilio",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return SignalboxProcess.StartAsync(settings);
    }

    private static async Task<int> SendAsync(SignalboxProcess signalbox, string source, string signedUrl, string forwardedFor)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(signalbox.Address, $"/ingest/{source}"))
        {
            Content = new StringContent(Form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        var signature = new TwilioSigner(Token).Sign(new WebhookToSign("", signedUrl, "application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(Form)), DateTimeOffset.UnixEpoch)[0];
        request.Headers.Add(signature.Key, signature.Value);
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "hooks.example.com");
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }
}
