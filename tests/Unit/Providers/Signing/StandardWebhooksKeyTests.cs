using System.Globalization;
using System.Text;
using Signalbox.Providers.Signing;
using Signalbox.Tests.Unit.Providers.Signatures;

namespace Signalbox.Tests.Unit.Providers.Signing;

/// <summary>What is signed here is what the vendors' libraries sign, and what the verifier takes.</summary>
public sealed class StandardWebhooksKeyTests
{
    // Published by Svix.
    private const string PrivateKey = "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";
    private const string PublicKey = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

    public static TheoryData<string> Symmetric => [.. SchemeVectors.Accepted
        .Where(static v => (v.Name.StartsWith("svix ", StringComparison.Ordinal) || v.Name.StartsWith("standardwebhooks ", StringComparison.Ordinal)
            || v.Name.StartsWith("published standard-webhooks", StringComparison.Ordinal)) && !v.SecretTexts[0].StartsWith("whpk_", StringComparison.Ordinal))
        .Select(static v => v.Name)];

    [Theory]
    [MemberData(nameof(Symmetric))]
    public void Sign_Vector_IsReproduced(string name)
    {
        var vector = SchemeVectors.Named(name);
        string Header(string suffix) => vector.Request.Headers.First(h => h.Key.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) && h.Value.ToString().Length > 0).Value.ToString();
        var signed = vector.SecretTexts.Select(secret =>
        {
            Assert.True(StandardWebhooksKey.TryParse(secret, out var key));
            Assert.Equal(("v1", null), (key.Version, key.PublicKey));
            return key.Sign(Header("-id"), long.Parse(Header("-timestamp"), CultureInfo.InvariantCulture), vector.Request.Body.Span);
        });

        Assert.Contains(signed, signature => Header("-signature").Split(' ').Contains(signature));
    }

    [Fact]
    public void Sign_PublishedPrivateKey_IsReproduced()
    {
        Assert.True(StandardWebhooksKey.TryParse(PrivateKey, out var key));

        Assert.Equal(("v1a", PublicKey), (key.Version, key.PublicKey));
        Assert.Equal(
            "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==",
            key.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));
    }

    [Theory]
    [InlineData("standard-webhooks", "webhook")]
    [InlineData("clerk", "svix")]
    public void Signer_PrivateKey_SignsWhatThePublicKeyVerifies(string provider, string prefix)
    {
        var secret = StandardWebhooksKey.NewAsymmetricSecret();
        Assert.True(StandardWebhooksKey.TryParse(secret, out var key));
        var at = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var body = Encoding.UTF8.GetBytes("""{"é":1}""");
        var headers = WebhookSigners.Create(provider, secret).Sign(new WebhookToSign("msg_1", "https://example.com/", "application/json", body), at);

        Assert.StartsWith("v1a,", headers.Single(h => h.Key == $"{prefix}-signature").Value, StringComparison.Ordinal);
        Assert.True(Verification.IsGenuine(provider, headers, body, key.PublicKey!, at));
        Assert.False(Verification.IsGenuine(provider, headers, [.. body, 0], key.PublicKey!, at));
    }

    [Fact]
    public void Sign_IdLongerThanUsual_IsSignedWhole()
    {
        Assert.True(StandardWebhooksKey.TryParse(StandardWebhooksKey.NewSymmetricSecret(), out var key));
        var id = new string('é', 1_000);

        Assert.Equal(key.Sign(id, 1, "{}"u8), key.Sign(id, 1, "{}"u8));
        Assert.NotEqual(key.Sign(id, 1, "{}"u8), key.Sign(id[1..], 1, "{}"u8));
    }

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64")]
    [InlineData("whsk_not base64")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_NoSecret_IsRefused(string? secret) => Assert.False(StandardWebhooksKey.TryParse(secret, out _));

    [Theory]
    [InlineData("", "must begin with")]
    [InlineData("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "must begin with")]
    [InlineData(PublicKey, "must begin with")]
    [InlineData("whsec_c2hvcnQ=", "of 24 to 64 bytes")]
    [InlineData("whsec_!", "must be Base64")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "zeros")]
    [InlineData("whsk_c2hvcnQ=", "must be an Ed25519 private key")]
    [InlineData("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", null)]
    [InlineData(PrivateKey, null)]
    public void Check_SaysWhatIsWrong(string secret, string? expected)
    {
        if (expected is null)
        {
            Assert.Null(StandardWebhooksKey.Check(secret));
        }
        else
        {
            Assert.Contains(expected, StandardWebhooksKey.Check(secret), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NewSecrets_AreGood()
    {
        Assert.Null(StandardWebhooksKey.Check(StandardWebhooksKey.NewSymmetricSecret()));
        Assert.Null(StandardWebhooksKey.Check(StandardWebhooksKey.NewAsymmetricSecret()));
    }
}
