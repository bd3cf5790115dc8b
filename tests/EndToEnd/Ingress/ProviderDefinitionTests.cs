using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Signalbox.Tests.Support;
using Signalbox.Tests.Support.Deliveries;

namespace Signalbox.Tests.EndToEnd.Ingress;

/// <summary>Providers that are known by their definitions alone: built-in ones, and one from a file.</summary>
public sealed class ProviderDefinitionTests(ProviderDefinitionTests.Running running) : IClassFixture<ProviderDefinitionTests.Running>
{
    private const string AcmeSecret = "acme_not_a_real_secret";
    private const string AcmeNext = "acme_not_a_real_secret_either";
    private const string SlackSecret = "slack_not_a_real_secret";
    private const string TwilioToken = "twilio_not_a_real_token";

    private const string Acme = """
        {
          "name": "acme",
          "signature": { "scheme": "hmac", "headers": [{ "name": "X-Acme-Signature", "prefix": "sha256=" }] },
          "id": "{/id}",
          "type": "{/type}",
          "time": { "from": "{/at}", "format": "unix" },
          "streams": [{ "types": "order.*", "kind": "order", "id": "{/order}" }]
        }
        """;

    [Fact]
    public async Task Send_ToAProviderFromAFile_IsOrderedAndDedupedAndToldWithWhichSecret()
    {
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal((200, """{"received":true}"""), await SendAcmeAsync($$"""{"id":"a{{i}}","type":"order.changed","order":"o/1","at":{{1_760_000_000 + i}}}""", i == 3 ? AcmeNext : AcmeSecret));
        }

        Assert.Equal((200, """{"received":true,"duplicate":true}"""), await SendAcmeAsync("""{"id":"a2","type":"order.changed","order":"o/1"}""", AcmeSecret));
        Assert.Equal(401, (await SendAcmeAsync("""{"id":"a4","type":"order.changed"}""", "another_fake_secret")).Status);
        Assert.Equal(400, (await SendAcmeAsync("""{"type":"order.changed"}""", AcmeSecret)).Status);

        using var list = await GetAsync("/v1/events?stream=acme%2Forder%2Fo%2F1");
        Assert.Equal(["a3", "a2", "a1"], list.RootElement.GetProperty("items").EnumerateArray().Select(static e => e.GetProperty("id").GetString()));
        using var first = await GetAsync("/v1/events/a1");
        using var last = await GetAsync("/v1/events/a3");
        var (before, after) = (first.RootElement.GetProperty("verified_with").GetString(), last.RootElement.GetProperty("verified_with").GetString());
        Assert.Equal((8, 8), (before!.Length, after!.Length));
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task Send_ToAProviderFromAFile_IsForwardedInOrder_OnceForEachEvent_ByteForByte()
    {
        var endpoint = running.Receiver.Open("acme");
        await running.Process.Client.CreateDestinationAsync(endpoint, ("sources", new[] { "acme" }), ("types", new[] { "order.forwarded" }));
        string[] bodies = [.. Enumerable.Range(1, 20).Select(static i => $$"""{ "id":"f{{i}}",  "type":"order.forwarded","order":"o/2","at":{{1_760_000_000 + i}} }""")];
        foreach (var body in bodies)
        {
            Assert.Equal(200, (await SendAcmeAsync(body, AcmeSecret)).Status);
            Assert.Equal((200, """{"received":true,"duplicate":true}"""), await SendAcmeAsync(body, AcmeNext));
        }

        Assert.Equal(200, (await SendAcmeAsync("""{"id":"other","type":"order.changed","order":"o/2"}""", AcmeSecret)).Status);
        await Patiently.ReadAsync("what was forwarded", () => Task.FromResult(endpoint.First.Count), static n => n == 20);

        Assert.Equal(bodies, endpoint.First.Select(static d => Encoding.UTF8.GetString(d.Body.Span)));
        Assert.Equal(Enumerable.Range(1, 20).Select(static v => (long)v), endpoint.First.Select(static d => d.Version));
        Assert.All(endpoint.Deliveries, static d => Assert.Equal("order.forwarded", d.Type));
        Assert.Empty(endpoint.Refused);
    }

    [Fact]
    public async Task Send_SendGridsArray_EachEventIsOneOfTheJournal()
    {
        var body = """[{"event":"processed","sg_event_id":"sg1","sg_message_id":"m1"},{"event":"delivered","sg_event_id":"sg2","sg_message_id":"m1"},[]]"""u8.ToArray();
        var at = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var signature = Convert.ToBase64String(running.SendGrid.SignData([.. Encoding.ASCII.GetBytes(at), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        (string, string)[] headers = [("X-Twilio-Email-Event-Webhook-Signature", signature), ("X-Twilio-Email-Event-Webhook-Timestamp", at)];

        Assert.Equal((200, """{"received":true}"""), await SendAsync("sendgrid", body, "application/json", headers));
        Assert.Equal((200, """{"received":true,"duplicate":true}"""), await SendAsync("sendgrid", body, "application/json", headers));

        using var list = await GetAsync("/v1/events?account=sendgrid");
        Assert.Equal(
            ["email.delivered", "email.processed", "unreadable"],
            list.RootElement.GetProperty("items").EnumerateArray().Select(static e => e.GetProperty("type").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("""{"event":"delivered","sg_event_id":"sg2","sg_message_id":"m1"}""", await running.Process.Client.GetStringAsync(new Uri("/v1/events/sg2/raw", UriKind.Relative)));
    }

    [Fact]
    public async Task Send_SlacksHandshake_IsAnsweredOnlyIfSigned()
    {
        var body = """{"type":"url_verification","challenge":"not-an-event"}"""u8.ToArray();
        var at = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{at}:"), .. body];
        var signature = $"v0={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SlackSecret), signed))}";

        Assert.Equal((200, "not-an-event"), await SendAsync("slack", body, "application/json", ("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", at)));
        Assert.Equal(401, (await SendAsync("slack", body, "application/json", ("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", $"{at}0"))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_TwiliosForm_IsAcceptedWithAndWithoutThePort(bool withPort)
    {
        var sid = withPort ? "SM1" : "SM2";
        var url = $"http://{running.Process.Address.Host}{(withPort ? $":{running.Process.Address.Port}" : "")}/ingest/twilio";
#pragma warning disable CA5350 // Twilio has no other.
        var signature = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(TwilioToken), Encoding.UTF8.GetBytes($"{url}MessageSid{sid}MessageStatussent")));
#pragma warning restore CA5350

        Assert.Equal(200, (await SendAsync("twilio", Encoding.UTF8.GetBytes($"MessageStatus=sent&MessageSid={sid}"), "application/x-www-form-urlencoded", ("X-Twilio-Signature", signature))).Status);

        using var stored = await GetAsync($"/v1/events/{sid}.sent");
        Assert.Equal($"twilio/message/{sid}", stored.RootElement.GetProperty("stream").GetString());
    }

    [Fact]
    public async Task Definitions_AreListedAndChecked()
    {
        using var list = await GetAsync("/v1/provider-definitions");
        Assert.Contains("acme", list.RootElement.GetProperty("items").EnumerateArray().Where(static p => p.GetProperty("origin").GetString() == "configured").Select(static p => p.GetProperty("name").GetString()));
        using var acme = await GetAsync("/v1/provider-definitions/acme");
        Assert.Equal("{/id}", acme.RootElement.GetProperty("definition").GetProperty("id").GetString());

        using var content = new StringContent(Acme.Replace("streams", "strems", StringComparison.Ordinal));
        using var answer = await running.Process.Client.PostAsync(new Uri("/v1/provider-definitions/check", UriKind.Relative), content);
        using var check = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("/strems is not a key; did you mean streams?", string.Join(' ', check.RootElement.GetProperty("faults")[0].EnumerateObject().Select(static p => p.Value.GetString())));
    }

    [Fact]
    public async Task DefinitionFile_Added_IsKnownWithoutARestartAndAFaultyOneChangesNothing()
    {
        var file = Path.Combine(running.Folder, "late.json");
        await File.WriteAllTextAsync(file, Acme.Replace("acme", "late", StringComparison.Ordinal));
        await Patiently.ReadAsync("The new provider", () => StatusAsync("/v1/provider-definitions/late"), static s => s == 200);

        await File.WriteAllTextAsync(file, """{ "name": "late" }""");
        await running.Process.WaitForLogAsync("late.json: /signature is missing");
        Assert.Equal(200, await StatusAsync("/v1/provider-definitions/late"));
    }

    private async Task<int> StatusAsync(string path)
    {
        using var answer = await running.Process.Client.GetAsync(new Uri(path, UriKind.Relative));
        return (int)answer.StatusCode;
    }

    private async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await running.Process.Client.GetStringAsync(new Uri(path, UriKind.Relative)));

    private Task<(int Status, string Body)> SendAcmeAsync(string json, string secret)
    {
        var body = Encoding.UTF8.GetBytes(json);
        return SendAsync("acme", body, "application/json", ("X-Acme-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}"));
    }

    private async Task<(int Status, string Body)> SendAsync(string source, byte[] body, string contentType, params (string Name, string Value)[] headers)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(running.Process.Address, $"/ingest/{source}")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A process with an account of several providers, and a folder with a definition.</summary>
    public sealed class Running : IAsyncLifetime
    {
        internal ECDsa SendGrid { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        internal string Folder { get; } = Directory.CreateTempSubdirectory("signalbox-definitions-").FullName;

        internal SignalboxProcess Process { get; private set; } = null!;

        internal FaultyReceiver Receiver { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, "acme.json"), Acme);
            Process = await SignalboxProcess.StartAsync(new Dictionary<string, string>(DestinationCalls.Settings)
            {
                ["Signalbox__Providers__Folder"] = Folder,
                ["Signalbox__Accounts__acme__WebhookSecrets__0"] = AcmeSecret,
                ["Signalbox__Accounts__acme__WebhookSecrets__1"] = AcmeNext,
                ["Signalbox__Accounts__slack__WebhookSecrets__0"] = SlackSecret,
                ["Signalbox__Accounts__twilio__WebhookSecrets__0"] = TwilioToken,
                ["Signalbox__Accounts__sendgrid__WebhookSecrets__0"] = Convert.ToBase64String(SendGrid.ExportSubjectPublicKeyInfo()),
            });
        }

        public async ValueTask DisposeAsync()
        {
            await Process.DisposeAsync();
            await Receiver.DisposeAsync();
            SendGrid.Dispose();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
