using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Diagnosis;
using Signalbox.Providers.Signing;

namespace Signalbox.Tests.Unit.Diagnosis;

public sealed class SignatureDiagnosticsTests
{
    private const string Secret = "whsec_ZmFrZV9zZWNyZXRfb2ZfdGhlX2RpYWdub3Npcw==";
    private const string Body = """{"id":"evt_1","type":"customer.created","created":1700000000,"data":{"object":{"id":"cus_1","object":"customer","name":"Zoë/1","b":[],"a":{}}}}""";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly ProviderCatalog Catalog = new();

    [Fact]
    public void Genuine_IsAccepted()
    {
        var diagnosis = Diagnose("stripe", Signed("stripe", Secret, Body));

        Assert.True(diagnosis.Accepted);
        Assert.Equal("accepted", diagnosis.Verdict);
        Assert.Empty(diagnosis.Causes);
        Assert.All(diagnosis.Checks, static check => Assert.Equal(DiagnosisCheck.Passed, check.Outcome));
    }

    [Fact]
    public void Genuine_ButNoEvent_SaysSo()
    {
        var diagnosis = Diagnose("stripe", Signed("stripe", Secret, "{}"));

        Assert.False(diagnosis.Accepted);
        Assert.Equal("not_an_event", diagnosis.Verdict);
        Assert.Equal("event", Assert.Single(diagnosis.Checks, static c => c.Outcome == DiagnosisCheck.Failed).Name);
    }

    [Fact]
    public void Genuine_ButAForm_SaysWhatToSet()
    {
        var request = Signed("github", Secret, "payload=%7B%22action%22%3A%22opened%22%7D");
        request.Headers.ContentType = "application/x-www-form-urlencoded";
        var diagnosis = Diagnose("github", request);

        Assert.Equal("not_an_event", diagnosis.Verdict);
        var cause = Assert.Single(diagnosis.Causes);
        Assert.Equal(("body_is_form", "The body is a form; set the webhook's content type to application/json."), (cause.Code, cause.Explanation));
    }

    [Theory]
    [InlineData("compact")]
    [InlineData("on one line with spaces")]
    [InlineData("indented by 2")]
    [InlineData("indented by 4")]
    [InlineData("indented by tabs")]
    [InlineData("compact, keys sorted")]
    [InlineData("compact, other than ASCII escaped")]
    [InlineData("on one line with spaces, other than ASCII escaped")]
    [InlineData("compact, slashes escaped")]
    [InlineData("compact, slashes and other than ASCII escaped")]
    public void Body_ParsedAndWrittenAgain_SaysHowItWasBefore(string form)
    {
        using var document = JsonDocument.Parse(Body);
        var signed = Assert.Single(JsonForm.Usual(), f => f.Name == form).Write(document.RootElement)!;
        var other = Assert.Single(JsonForm.Usual(), static f => f.Name == "on one line with spaces, slashes escaped").Write(document.RootElement)!;
        var cause = Sure("stripe", Signed("stripe", Secret, Encoding.UTF8.GetString(signed)) with { Body = other });

        Assert.Equal("body_reserialized", cause.Code);
        Assert.EndsWith($"JSON {form}.", cause.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n \"a\": 1\n}", "{\r\n \"a\": 1\r\n}", "CRLF")]
    [InlineData("{\r\n \"a\": 1\r\n}", "{\n \"a\": 1\n}", "CRLF to LF")]
    [InlineData("{\"a\" : 1}", "{\"a\" : 1}\n", "line break was added")]
    [InlineData("{\"a\" : 1}\n", "{\"a\" : 1}", "cut off")]
    [InlineData("{\"a\" : \"é\"}", "{\"a\" : \"Ã©\"}", "Latin-1")]
    [InlineData("\ufeff{\"a\" : 1}", "{\"a\" : 1}", "byte order mark")]
    public void Body_ChangedInItsBytes_SaysHow(string sent, string received, string what)
    {
        var cause = Sure("github", Signed("github", Secret, sent) with { Body = Encoding.UTF8.GetBytes(received) });

        Assert.Equal("body_reserialized", cause.Code);
        Assert.Contains(what, cause.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-4000, "-4000 s", "is behind")]
    [InlineData(4000, "+4000 s", "is ahead")]
    public void Clock_IsMeasured(int seconds, string offset, string direction)
    {
        var cause = Sure("stripe", Signed("stripe", Secret, Body), receivedAt: Now + TimeSpan.FromSeconds(seconds));

        Assert.Equal("clock_skew", cause.Code);
        Assert.Contains(offset, cause.Evidence, StringComparison.Ordinal);
        Assert.Contains(direction, cause.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_OfAnotherSourceOrExpired_IsNamed()
    {
        var request = Signed("stripe", "whsec_fake_of_another_source", Body);

        var other = Sure("stripe", request, others: [("shop", new WebhookSecret("whsec_fake_nobodys")), ("eu", new WebhookSecret("whsec_fake_of_another_source"))]);
        var expired = Sure("stripe", request, expired: [new WebhookSecret("whsec_fake_of_another_source")]);

        Assert.Equal("secret_of_other_source", other.Code);
        Assert.Contains("eu", other.Explanation, StringComparison.Ordinal);
        Assert.Equal("secret_expired", expired.Code);
    }

    [Fact]
    public void Secret_ReadDifferently_IsFound()
    {
        // The sender decodes Stripe's secret, which is the key as it is; and uses Svix's as it is, which is to be decoded.
        var decoded = Convert.FromBase64String(Secret["whsec_".Length..]);
        var stripe = Hmac(decoded, $"{Now.ToUnixTimeSeconds()}.{Body}");
        var svix = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"msg_1.{Now.ToUnixTimeSeconds()}.{Body}")));

        Assert.Equal("secret_misread", Sure("stripe", Request(Body, ("Stripe-Signature", $"t={Now.ToUnixTimeSeconds()},v1={stripe}"))).Code);
        Assert.Equal("secret_misread", Sure("clerk", Request(Body, ("svix-id", "msg_1"), ("svix-timestamp", $"{Now.ToUnixTimeSeconds()}"), ("svix-signature", $"v1,{svix}"))).Code);
        Assert.Equal("secret_misread", Sure("github", Request(Body, ("X-Hub-Signature-256", $"sha256={Hmac(Encoding.UTF8.GetBytes(Secret["whsec_".Length..]), Body)}"))).Code);
    }

    [Fact]
    public void Headers_OfAnotherProvider_AreRecognised()
    {
        var cause = Diagnose("stripe", Signed("github", "another_fake_secret", Body)).Causes[0];
        var sure = Sure("stripe", Signed("github", Secret, Body));

        Assert.Equal(("headers_of_other_provider", DiagnosisCause.Likely), (cause.Code, cause.Certainty));
        Assert.Contains("github", cause.Explanation, StringComparison.Ordinal);
        Assert.Equal("headers_of_other_provider", sure.Code);
    }

    [Theory]
    [InlineData("t=1700000000,v1=0123456789abcdef0123456789abcdef", "header_cut")]
    [InlineData("nonsense", "header_malformed_header")]
    public void Header_CutOrMalformed_IsTold(string header, string code) =>
        Assert.Equal(code, Diagnose("stripe", Request(Body, ("Stripe-Signature", header))).Causes[0].Code);

    [Theory]
    [InlineData("https://example.com/ingest/twilio", "http://example.com/ingest/twilio", "", "https instead of http")]
    [InlineData("https://example.com/ingest/twilio", "http://10.0.0.7:8080/ingest/twilio", "X-Forwarded-Host: example.com", "X-Forwarded-Host")]
    [InlineData("https://example.com/hooks/ingest/twilio", "https://example.com/ingest/twilio", "X-Forwarded-Prefix: /hooks", "X-Forwarded-Prefix")]
    [InlineData("https://example.com/ingest/twilio/", "https://example.com/ingest/twilio", "", "with a slash")]
    [InlineData("https://example.com/ingest/twilio", "https://example.com/ingest/twilio/", "", "without the slash")]
    [InlineData("https://example.com/ingest/twilio?b=2&a=1", "https://example.com/ingest/twilio?a=1&b=2", "", "reversed")]
    [InlineData("https://example.com:8443/ingest/twilio", "https://example.com/ingest/twilio", "X-Forwarded-Port: 8443", "X-Forwarded-Port")]
    public void Url_SeenDifferently_SaysHow(string called, string seen, string header, string what)
    {
        var signed = new TwilioSigner("fake_auth_token_1").Sign(new WebhookToSign("", called, "application/x-www-form-urlencoded", "MessageSid=SM1&Body=hi"u8.ToArray()), Now);
        Assert.True(RequestUrl.TrySplit(seen, string.Empty, out var url));
        var headers = new List<(string, string)> { (signed[0].Key, signed[0].Value) };
        if (header.Split(": ") is [var name, var value])
        {
            headers.Add((name, value));
        }

        var request = Request("MessageSid=SM1&Body=hi", [.. headers]) with { Scheme = url.Scheme, Host = url.Host, Target = url.Target };
        var cause = Sure("twilio", request, secret: "fake_auth_token_1");

        Assert.Equal("url_differs", cause.Code);
        Assert.Contains(what, cause.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_IsRevealed_AndTheGuessesComeLast()
    {
        var diagnosis = Diagnose("stripe", Signed("stripe", "whsec_fake_nobodys", Body));

        Assert.Equal("no_match", diagnosis.Verdict);
        Assert.All(diagnosis.Causes, static cause => Assert.Equal(DiagnosisCause.Possible, cause.Certainty));
        Assert.Equal("wrong_secret", diagnosis.Causes[0].Code);
        var text = diagnosis.ToString() + string.Join('\n', diagnosis.Causes) + string.Join('\n', diagnosis.Checks);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Hmac(Encoding.UTF8.GetBytes(Secret), $"{Now.ToUnixTimeSeconds()}.{Body}"), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200_000, false)]
    [InlineData(400_000, true)]
    public void Work_IsBounded(int elements, bool isTooLarge)
    {
        // Deep and full of small values: indented it would be a hundred times as long.
        var deep = new string('[', 60) + string.Join(',', Enumerable.Repeat("1", elements)) + new string(']', 60);
        var diagnosis = Diagnose("stripe", Signed("stripe", "whsec_fake_nobodys", deep));

        Assert.False(diagnosis.Accepted);
        Assert.Equal("no_match", diagnosis.Verdict);
        Assert.Equal(isTooLarge, diagnosis.Causes.Any(static cause => cause.Code == "not_all_tried"));
    }

    private static DiagnosisCause Sure(
        string provider, in WebhookRequest request, string secret = Secret, DateTimeOffset? receivedAt = null, WebhookSecret[]? expired = null, (string, WebhookSecret)[]? others = null)
    {
        var diagnosis = Diagnose(provider, request, secret, receivedAt, expired, others);
        Assert.False(diagnosis.Accepted);
        Assert.NotEmpty(diagnosis.Causes);
        Assert.Equal(DiagnosisCause.Certain, diagnosis.Causes[0].Certainty);
        return diagnosis.Causes[0];
    }

    private static SignatureDiagnosis Diagnose(
        string provider, in WebhookRequest request, string secret = Secret, DateTimeOffset? receivedAt = null, WebhookSecret[]? expired = null, (string, WebhookSecret)[]? others = null)
    {
        Assert.True(Catalog.TryFind(provider, out var known));
        return SignatureDiagnostics.Diagnose(
            new DiagnosisCase(request, "mine", known, [new WebhookSecret(secret)], receivedAt ?? Now) { Expired = expired ?? [], Others = others ?? [], Providers = Catalog.All });
    }

    private static WebhookRequest Signed(string provider, string secret, string body) => Request(
        body,
        [.. WebhookSigners.Create(provider, secret).Sign(new WebhookToSign("msg_1", "https://example.com/ingest/mine", "application/json", Encoding.UTF8.GetBytes(body)), Now).Select(static h => (h.Key, h.Value))]);

    private static WebhookRequest Request(string body, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary.Append(name, value);
        }

        return new WebhookRequest("POST", "https", "example.com", "/ingest/mine", dictionary, Encoding.UTF8.GetBytes(body));
    }

    private static string Hmac(byte[] key, string content) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)));
}
