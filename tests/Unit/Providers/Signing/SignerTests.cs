using System.Security.Cryptography;
using System.Text;
using Signalbox.Providers.Signing;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Signing;

/// <summary>The signers make what the vendors' own libraries and documents have.</summary>
public sealed class SignerTests
{
    private const string Json = "application/json";

    // Of the vendors' documents, and public.
    private const string SvixSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string TwilioUrl = "https://mycompany.com/myapp.php?foo=1&bar=2";
    private const string TwilioForm = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";

    [Theory]
    [InlineData("clerk", "svix")]
    [InlineData("resend", "svix")]
    [InlineData("standard-webhooks", "webhook")]
    public void StandardWebhooks_Published(string provider, string prefix)
    {
        var headers = Sign(provider, SvixSecret, """{"test": 2432232314}""", at: 1614265330, id: "msg_p5jXN8AQM9LWM0D4loKWxJek");

        Assert.Equal("msg_p5jXN8AQM9LWM0D4loKWxJek", headers[$"{prefix}-id"]);
        Assert.Equal("1614265330", headers[$"{prefix}-timestamp"]);
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", headers[$"{prefix}-signature"]);
    }

    [Theory]
    [InlineData(TwilioUrl, TwilioForm, "12345", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    [InlineData("https://mycompany.com:443/myapp.php?foo=1&bar=2", TwilioForm, "12345", "kvajT1Ptam85bY51eRf/AJRuM3w=")]
    [InlineData(TwilioUrl, "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=5678", "12345", "IK+Dwps556ElfBT0I3Rgjkr1wJU=")]
    [InlineData("https://example.com/hooks/twilio?x=1&y=2", "CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212&Body=a%2Bb+c%26d%3De%2520", "12345678901234567890123456789012", "bE2hUvpaQFbXrd6gn8RwSUboD+U=")]
    public void TwilioForm_AsTheLibraries(string url, string form, string token, string signature) =>
        Assert.Equal(signature, Sign("twilio", token, form, type: "application/x-www-form-urlencoded; charset=UTF-8", url: url)["X-Twilio-Signature"]);

    [Fact]
    public void TwilioJson_AsTheLibraries()
    {
        const string Body = """{"property": "value", "boolean": true}""";
        var url = TwilioSigner.UrlWithBodyHash(TwilioUrl, Encoding.UTF8.GetBytes(Body));

        Assert.Equal($"{TwilioUrl}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620", url);
        Assert.Equal("a9nBmqA0ju/hNViExpshrM61xv4=", Sign("twilio", "12345", Body, url: url)["X-Twilio-Signature"]);
        Assert.StartsWith("https://example.com/x?bodySHA256=", TwilioSigner.UrlWithBodyHash("https://example.com/x", []), StringComparison.Ordinal);
    }

    [Fact]
    public void SendGrid_VerifiesWithThePublicKey_OverTimestampAndBody()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new SendGridSigner(Convert.ToBase64String(pair.ExportPkcs8PrivateKey()));
        var headers = signer.Sign(new WebhookToSign("x", "https://example.com/", Json, "[]\r\n"u8.ToArray()), DateTimeOffset.FromUnixTimeSeconds(1588788367))
            .ToDictionary();
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(signer.PublicKey), out _);
        var signature = Convert.FromBase64String(headers["X-Twilio-Email-Event-Webhook-Signature"]);

        Assert.Equal("1588788367", headers["X-Twilio-Email-Event-Webhook-Timestamp"]);
        Assert.True(key.VerifyData("1588788367[]\r\n"u8, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.False(key.VerifyData("1588788368[]\r\n"u8, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    [Fact]
    public void GitHub_Published() => Assert.Equal(
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        Sign("github", "It's a Secret to Everybody", "Hello, World!")["X-Hub-Signature-256"]);

    [Fact]
    public void Slack_Published()
    {
        const string Body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
        var headers = Sign("slack", "8f742231b10e8888abcd99yyyzzz85a5", Body, at: 1531420618);

        Assert.Equal("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", headers["X-Slack-Signature"]);
        Assert.Equal("1531420618", headers["X-Slack-Request-Timestamp"]);
    }

    [Fact]
    public void Shopify_ByTheRule() => Assert.Equal(
        "627rj/3nXagVGwbpg+JD+BNlouR8d6Z42GQ7UmBvv9w=", Sign("shopify", "shpss_test_secret", """{"hello":"world"}""")["X-Shopify-Hmac-SHA256"]);

    [Fact]
    public void Ayrshare_ByTheRule_TimestampIsNotSigned()
    {
        const string Body = """{"action":"scheduled","subAction":"tikTokPublished","hookId":"hk_1","created":"2026-10-04T00:00:00Z"}""";
        var headers = Sign("ayrshare", "ayrshare-test-secret", Body, at: 7);

        Assert.Equal("35c9f34065112cb0d59c6e8140de46512e02c920f2c94e9e91702400e7aa822b", headers["X-Authorization-Content-SHA256"]);
        Assert.Equal("7", headers["X-Authorization-Timestamp"]);
    }

    [Fact]
    public void Stripe_Published() => Assert.Equal(
        "t=1700000000,v1=c561c5814cba8a0cd366ee43292d205cf59c9635ad120894be1ef80c0af72b76",
        Sign("stripe", "test_secret", "{}", at: 1700000000)[StripeSignature.HeaderName]);

    [Fact]
    public void Supabase_SendsTheSecret() => Assert.Equal("fake_shared_secret", Sign("supabase", "fake_shared_secret", "{}")[WebhookSigners.SupabaseHeader]);

    [Fact]
    public void Hmac_AnyScheme_FillsTheTemplate()
    {
        var scheme = new HmacScheme("X-Signature")
        {
            Content = "{id}|{timestamp}|{url}|{body}|end",
            Hash = HashAlgorithmName.SHA512,
            Encoding = DigestEncoding.Base64Url,
            Prefix = "t={timestamp},v1=",
            IdHeader = "X-Id",
        };
        var headers = new HmacSigner(scheme, "fake_key").Sign(new WebhookToSign("evt_1", "https://example.com/", Json, "{}"u8.ToArray()), DateTimeOffset.FromUnixTimeSeconds(9)).ToDictionary();
        var digest = HMACSHA512.HashData("fake_key"u8, "evt_1|9|https://example.com/|{}|end"u8);

        Assert.Equal($"t=9,v1={Convert.ToBase64String(digest).TrimEnd('=').Replace('+', '-').Replace('/', '_')}", headers["X-Signature"]);
        Assert.Equal("evt_1", headers["X-Id"]);
    }

    [Theory]
    [InlineData("clerk", "whsec_not base64")]
    [InlineData("sendgrid", "bm90LWEta2V5")]
    [InlineData("sendgrid", "not base64 at all")]
    [InlineData("stripe", " whsec_fake")]
    public void Create_SecretOfAnotherForm_SaysSoAndDoesNotQuoteIt(string provider, string secret)
    {
        var fault = Assert.ThrowsAny<ArgumentException>(() => WebhookSigners.Create(provider, secret));

        Assert.DoesNotContain(secret, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SendGrid_KeyOverAnotherCurve_IsRefused()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Contains("P-256", Assert.Throws<ArgumentException>(() => new SendGridSigner(Convert.ToBase64String(pair.ExportPkcs8PrivateKey()))).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Sign(
        string provider, string secret, string body, long at = 1, string id = "evt_1", string type = Json, string url = "https://example.com/") =>
        WebhookSigners.Create(provider, secret)
            .Sign(new WebhookToSign(id, url, type, Encoding.UTF8.GetBytes(body)), DateTimeOffset.FromUnixTimeSeconds(at))
            .ToDictionary();
}
