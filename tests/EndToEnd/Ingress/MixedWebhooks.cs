using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Signalbox.Providers.Signing;
using Signalbox.Simulation;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>Sends the webhooks of a history of all providers, out of order and some of them twice, each signed as its provider signs.</summary>
/// <param name="history">The history.</param>
/// <param name="before">What was sent before to the same accounts, if anything: the secrets are the same.</param>
internal sealed class MixedWebhooks(MixedHistory history, MixedWebhooks? before = null)
{
    private const int Lanes = 16;
    private const string BehindSql = "SELECT count(*) FROM stream_heads h LEFT JOIN stream_cursors c USING (stream) WHERE c.applied IS DISTINCT FROM h.version";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, (string Signing, string Verifying)> _secrets =
        before?._secrets ?? history.Histories.Keys.ToDictionary(provider => provider, SecretsOf);

    private static (string Signing, string Verifying) SecretsOf(string provider)
    {
        if (provider is not "sendgrid")
        {
            var secret = provider is "clerk" or "resend" or "standard-webhooks" ? "whsec_ZmFrZS1zZWNyZXQtb2YtYS10ZXN0LW5vdC1yZWFs" : "fake_secret_of_a_test_not_real";
            return (secret, secret);
        }

        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = Convert.ToBase64String(pair.ExportPkcs8PrivateKey());
        return (key, new SendGridSigner(key).PublicKey);
    }

    /// <summary>The settings of a process that gets them.</summary>
    internal Dictionary<string, string> SettingsFor(TestDatabase database)
    {
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Signalbox"] = database.ConnectionString, ["Signalbox__Replays__Share"] = "1" };
        foreach (var (provider, (_, verifying)) in _secrets)
        {
            settings[$"Signalbox__Accounts__{provider}__Provider"] = provider;
            settings[$"Signalbox__Accounts__{provider}__WebhookSecrets__0"] = verifying;
        }

        return settings;
    }

    /// <summary>Sends all of them, some twice; events of one sequence stay in one lane, and so in their order.</summary>
    internal async Task SendAsync(SignalboxProcess process)
    {
        var signers = _secrets.ToDictionary(pair => pair.Key, pair => WebhookSigners.Create(pair.Key, pair.Value.Signing));
        var refused = new ConcurrentQueue<string>();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var lanes = history.Sendings(duplicate: 0.15).Index().GroupBy(sent => sent.Item.Sequence is { } sequence ? (uint)sequence.GetHashCode(StringComparison.Ordinal) % Lanes : (uint)sent.Index % Lanes);
        await Task.WhenAll(lanes.Select(async lane =>
        {
            foreach (var (_, webhook) in lane)
            {
                var provider = history.ProviderOf(webhook);
                if (await SendAsync(http, new Uri(process.Address, $"/ingest/{provider}"), webhook, signers[provider]) is { } problem)
                {
                    refused.Enqueue($"{provider} {webhook.Type} {webhook.Id}: {problem}");
                }
            }
        }));
        Assert.Empty(refused.Take(10));
    }

    private static async Task<string?> SendAsync(HttpClient http, Uri url, SimulatedEvent webhook, IWebhookSigner signer)
    {
        for (var tries = 0; ; tries++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(webhook.Body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(webhook.ContentType);
            var unsigned = new WebhookToSign(webhook.Id, url.AbsoluteUri, webhook.ContentType, webhook.Body);
            foreach (var (name, value) in webhook.Headers.Concat(signer.Sign(unsigned, TimeProvider.System.GetUtcNow())))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await http.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            if ((int)response.StatusCode != 503 || tries == 100)
            {
                return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
            }

            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    /// <summary>Waits until everything that was received is applied.</summary>
    internal static async Task WaitUntilAppliedAsync(TestDatabase database)
    {
        var since = Stopwatch.GetTimestamp();
        while (await database.ScalarAsync(BehindSql) is long behind and > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Patience, $"{behind} streams are not applied within {Patience.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
