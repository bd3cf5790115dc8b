using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Signatures;

namespace Signalbox.Tests.Unit.Providers.Signatures;

/// <summary>A signed request, the scheme that signed it, and what its vendor's library says of it.</summary>
internal sealed record SchemeVector(string Name, SignatureScheme Scheme, WebhookRequest Request, string[] SecretTexts, DateTimeOffset Now, bool IsAccepted)
{
    internal WebhookSecret[] Secrets { get; } = [.. SecretTexts.Select(static s => new WebhookSecret(s))];

    internal SignatureVerdict Verify() => Scheme.Verify(Request, Secrets, Now);
}

/// <summary>The vectors in Vectors/: those of the vendors' libraries, and those that they published.</summary>
internal static class SchemeVectors
{
    internal const string ConvoySignature = """
        {
          "scheme": "hmac", "headers": [{ "name": "X-Convoy-Signature", "separator": ",", "prefix": "v1=" }], "content": "{timestamp},{body}",
          "timestamp": { "header": "X-Convoy-Signature", "item": "t=" }
        }
        """;

    internal const string PlainSignature = """{ "scheme": "hmac", "headers": [{ "name": "X-Signature" }] }""";

    private static readonly long LibraryTime = 1_795_200_000;

    internal static IReadOnlyList<SchemeVector> All { get; } = [.. Library(), .. Published()];

    internal static IEnumerable<SchemeVector> Accepted => All.Where(static v => v.IsAccepted);

    internal static SchemeVector Named(string name) => All.Single(v => v.Name == name);

    internal static SignatureScheme BuiltIn(string provider) => BuiltInDefinitions.Read(provider).Signature;

    internal static SignatureScheme Defined(string signature) =>
        DefinitionReader.Read(Encoding.UTF8.GetBytes($$"""{ "name": "x", "id": "{hash}", "type": "x", "signature": {{signature}} }"""), out var faults)?.Signature
        ?? throw new InvalidOperationException(string.Join("; ", faults));

    private static IEnumerable<SchemeVector> Library()
    {
        // The vendor's library for SendGrid knows no tolerance, so the verdicts are those without one.
        (string File, SignatureScheme Scheme)[] files =
        [
            ("svix", BuiltIn("clerk")),
            ("standardwebhooks", BuiltIn("standard-webhooks")),
            ("twilio", BuiltIn("twilio")),
            ("sendgrid", new EcdsaScheme(new EcdsaParameters(
                "X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp", TimeSpan.Zero))),
        ];
        foreach (var (file, scheme) in files)
        {
            using var json = Open(file);
            foreach (var vector in json.RootElement.GetProperty("vectors").EnumerateArray())
            {
                var secrets = vector.TryGetProperty("secrets", out var found) ? found : vector.GetProperty("public_keys");
                var url = vector.TryGetProperty("url", out var text) ? new Uri(text.GetString()!) : new Uri("https://example.com/ingest/test");
                var original = vector.TryGetProperty("url", out text) ? text.GetString()! : url.ToString();
                yield return new SchemeVector(
                    $"{file} {vector.GetProperty("name").GetString()}",
                    scheme,
                    Request(original, vector.GetProperty("body_base64").GetBytesFromBase64(), [.. vector.GetProperty("headers").EnumerateObject().Select(static h => (h.Name, h.Value.GetString()!))]),
                    [.. secrets.EnumerateArray().Select(static s => s.GetString()!)],
                    DateTimeOffset.FromUnixTimeSeconds(LibraryTime),
                    vector.GetProperty("library_verdict").GetString() == "accept");
            }
        }
    }

    private static IEnumerable<SchemeVector> Published()
    {
        using var json = Open("published");
        var twilio = json.RootElement.GetProperty("vectors").EnumerateArray().Single(static v => Scheme(v) == "twilio form");
        foreach (var vector in json.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var name = Scheme(vector);
            if (name.StartsWith("stripe", StringComparison.Ordinal) || name.StartsWith("hotelbeds", StringComparison.Ordinal))
            {
                // Stripe's have tests of their own; Hotelbeds' is about requests to it.
                continue;
            }

            var body = Encoding.UTF8.GetBytes(Text(vector, "body") ?? string.Empty);
            var signature = Text(vector, "signature") ?? Text(vector, "header")!.Split(": ")[^1];
            var timestamp = Text(vector, "timestamp") ?? "0";
            var secret = Text(vector, "public") ?? Text(vector, "secret") ?? Text(vector, "publicKeyDerB64") ?? Text(twilio, "secret")!;
            var (scheme, request) = name switch
            {
                ['s', 't', 'a', 'n', ..] => (BuiltIn("standard-webhooks"), Plain(body, ("webhook-id", Text(vector, "id")!), ("webhook-timestamp", timestamp), ("webhook-signature", signature))),
                "twilio JSON body" => (BuiltIn("twilio"), Request(Text(vector, "url")!, body, [("X-Twilio-Signature", signature)])),
                ['t', 'w', 'i', ..] => (BuiltIn("twilio"), Request(
                    Text(twilio, "url")!.Replace("https", name.Contains("http url", StringComparison.Ordinal) ? "http" : "https", StringComparison.Ordinal),
                    Encoding.UTF8.GetBytes(Text(vector, "params") ?? Form(twilio.GetProperty("params"))),
                    [("X-Twilio-Signature", signature)])),
                "sendgrid ecdsa p256" => (BuiltIn("sendgrid"), Plain(
                    body, ("X-Twilio-Email-Event-Webhook-Signature", signature), ("X-Twilio-Email-Event-Webhook-Timestamp", timestamp))),
                "github sha256" => (BuiltIn("github"), Plain(body, ("X-Hub-Signature-256", signature))),
                "slack v0" => (BuiltIn("slack"), Plain(body, ("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", timestamp))),
                "convoy advanced" => (Defined(ConvoySignature), Plain(body, ("X-Convoy-Signature", signature))),
                "shopify" => (BuiltIn("shopify"), Plain(body, ("X-Shopify-Hmac-SHA256", signature))),
                "ayrshare" => (BuiltIn("ayrshare"), Plain(body, ("X-Authorization-Content-SHA256", signature))),
                "generic hmac-sha256 hex" => (Defined(PlainSignature), Plain(body, ("X-Signature", signature))),
                _ => throw new InvalidOperationException($"No scheme is known for the vector '{name}'."),
            };
            yield return new SchemeVector(
                $"published {name}", scheme, request, [secret], DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture)), IsAccepted: true);
        }
    }

    private static string Scheme(JsonElement vector) => vector.GetProperty("scheme").GetString()!;

    private static string? Text(JsonElement vector, string name) =>
        vector.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static string Form(JsonElement fields) =>
        string.Join('&', fields.EnumerateObject().Select(static f => $"{Uri.EscapeDataString(f.Name)}={Uri.EscapeDataString(f.Value.GetString()!)}"));

    private static WebhookRequest Plain(byte[] body, params (string Name, string Value)[] headers) => Request("https://example.com/ingest/test", body, headers);

    private static WebhookRequest Request(string url, byte[] body, (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary.Append(name, value);
        }

        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var target = url.IndexOf('/', host);
        return new WebhookRequest("POST", url[..(host - 3)], url[host..target], url[target..], dictionary, body);
    }

    private static JsonDocument Open(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", $"{file}.json")));
}
