using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Signing;
using Signalbox.Simulation;

namespace Signalbox.Tests.Unit.Providers;

/// <summary>What the simulated providers send is what the definitions verify and read: two pieces of code that share nothing.</summary>
public sealed class SimulatedWebhooksTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Scenarios { get; } =
        [.. SimulatedProviders.All.SelectMany(one => one.Scenarios.Select(scenario => (one.Name, scenario.Name)))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Webhook_IsVerified_AndReadAsWhatItIs(string provider, string scenario)
    {
        Assert.True(new ProviderCatalog().TryFind(provider, out var found));
        var (signing, verifying) = SecretsOf(provider);
        var signer = WebhookSigners.Create(provider, signing);
        Assert.Null(found.CheckSecret(verifying));
        WebhookSecret[] secrets = [new("whsec_ZmFrZS1zZWNyZXQtdGhhdC1kb2VzLW5vdC1tYXRjaA=="), new(verifying)];

        var seen = new HashSet<string>();
        foreach (var webhook in SimulatedProviders.Get(provider).Play(scenario, new HistoryRequest(Now.AddDays(-30)) { Seed = 9, Events = 400, Entities = 9 }).Events)
        {
            var request = RequestOf(webhook, signer, provider);

            var verdict = found.Verify(request, secrets, Now);
            Assert.True(verdict is { IsValid: true, SecretIndex: 1 }, $"{webhook.Type}: {verdict}");

            var content = found.Read(request);
            Assert.Equal(EnvelopeFault.None, content.Fault);
            var envelopes = content.IsOne ? [content.Envelope] : content.Events!.Select(one => one.Envelope).ToList();
            if (provider == "stripe")
            {
                Assert.Equal((webhook.Id, webhook.Type, webhook.Created), (envelopes[0].Id, envelopes[0].Type, envelopes[0].OccurredAt));
                continue;
            }

            Assert.Equal(
                webhook.Entries.Select(entry => (entry.Type, entry.ObjectKind, entry.ObjectId)), envelopes.Select(one => (one.Type, one.Kind, one.EntityId)));

            // What is sent once has no id of the provider's: each request gets one of its own.
            Assert.All(webhook.Entries.Zip(envelopes), pair => Assert.Equal(webhook.IsSentOnce, pair.First.Id != pair.Second.Id));
            Assert.All(envelopes, one => Assert.True(seen.Add(one.Id), one.Id));
            Assert.All(webhook.Entries.Zip(envelopes), pair => Assert.True(pair.Second.OccurredAt is 0 || pair.Second.OccurredAt == pair.First.Created, $"{pair}"));
        }
    }

    private static WebhookRequest RequestOf(SimulatedEvent webhook, IWebhookSigner signer, string provider)
    {
        var headers = new HeaderDictionary { ["Content-Type"] = webhook.ContentType };
        var unsigned = new WebhookToSign(webhook.Id, $"https://hooks.example.com/ingest/{provider}", webhook.ContentType, webhook.Body);
        foreach (var (name, value) in webhook.Headers.Concat(signer.Sign(unsigned, Now)))
        {
            headers[name] = value;
        }

        return new WebhookRequest("POST", "https", "hooks.example.com", $"/ingest/{provider}", headers, webhook.Body);
    }

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
}
