using System.Text.Json;
using Signalbox.Providers.Signatures;

namespace Signalbox.Providers.Definitions;

/// <summary>Reads the part of a definition that says how requests are signed.</summary>
internal static class SignatureReader
{
    private const int DefaultToleranceSeconds = 300;
    private const int MostToleranceSeconds = 86_400;

    /// <returns>The scheme; of no use if a fault was added.</returns>
    internal static SignatureScheme? Read(DefinitionNode node)
    {
        SignatureScheme? scheme = node.Choice("scheme", null, "hmac", "standard-webhooks", "stripe", "twilio", "ecdsa", "shared-secret") switch
        {
            "standard-webhooks" => ReadStandard(node),
            "stripe" => new StripeScheme(Tolerance(node)),
            "twilio" => new TwilioScheme(),
            "ecdsa" => new EcdsaScheme(new EcdsaParameters(node.Header("header"), node.Header("timestamp_header"), Tolerance(node))),
            "shared-secret" => new SharedSecretScheme(new SharedSecretParameters(node.Header("header"), node.Text("prefix", string.Empty, allowEmpty: true))),
            _ => ReadHmac(node),
        };
        node.Close();
        return scheme;
    }

    /// <summary>The header that carries a secret itself, if the scheme has one: it must never be kept.</summary>
    internal static string? SecretHeaderOf(JsonElement definition) =>
        definition.ValueKind is JsonValueKind.Object
        && definition.TryGetProperty("signature", out var signature) && signature.ValueKind is JsonValueKind.Object
        && signature.TryGetProperty("scheme", out var scheme) && scheme.ValueKind is JsonValueKind.String && scheme.ValueEquals("shared-secret"u8)
        && signature.TryGetProperty("header", out var header) && header.ValueKind is JsonValueKind.String
            ? header.ToString()
            : null;

    private static StandardWebhooksScheme ReadStandard(DefinitionNode node)
    {
        var families = node.Texts("headers", isNeeded: false).Select(static f => f.Text).ToList();
        if (families.Exists(static f => f is not ("svix" or "webhook")))
        {
            node.Fault("headers", "must be svix, webhook or both");
        }

        return new StandardWebhooksScheme(new StandardWebhooksParameters(families.Count == 0 ? ["webhook"] : families, Tolerance(node)));
    }

    private static HmacScheme? ReadHmac(DefinitionNode node)
    {
        var algorithm = node.Choice("algorithm", "sha256", "sha256", "sha512", "sha1") switch
        {
            "sha1" => HmacAlgorithm.Sha1,
            "sha512" => HmacAlgorithm.Sha512,
            _ => HmacAlgorithm.Sha256,
        };
        var encoding = node.Choice("encoding", "hex", "hex", "base64", "base64url") switch
        {
            "base64" => DigestEncoding.Base64,
            "base64url" => DigestEncoding.Base64Url,
            _ => DigestEncoding.Hex,
        };
        var key = node.Choice("key", "utf8", "utf8", "base64", "hex", "whsec") switch
        {
            "base64" => SecretEncoding.Base64,
            "hex" => SecretEncoding.Hex,
            "whsec" => SecretEncoding.Whsec,
            _ => SecretEncoding.Utf8,
        };
        var headers = ReadHeaders(node);
        if (!SignedContent.TryParse(node.Text("content", "{body}"), out var content, out var fault))
        {
            node.Fault("content", fault);
        }

        var timestamp = ReadTimestamp(node);
        var idHeader = node.Header("id_header", string.Empty);
        if (content is null)
        {
            return null;
        }

        if (content.HasTimestamp != timestamp is not null)
        {
            node.Fault("timestamp", content.HasTimestamp
                ? "is missing: content holds {timestamp}"
                : "must be absent: content does not hold {timestamp}, and a time that is not signed proves nothing");
        }

        if (content.HasId != idHeader.Length > 0)
        {
            node.Fault("id_header", content.HasId ? "is missing: content holds {id}" : "must be absent: content does not hold {id}");
        }

        // Asked for in either case, so that it is not called unknown.
        var hasTolerance = node.Has("tolerance_seconds");
        var tolerance = Tolerance(node);
        if (hasTolerance && timestamp is null)
        {
            node.Fault("tolerance_seconds", "must be absent: without a signed timestamp there is no age");
        }

        return new HmacScheme(new HmacParameters(
            algorithm, headers, encoding, key, content, timestamp, idHeader.Length > 0 ? idHeader : null, tolerance));
    }

    private static List<HmacHeader> ReadHeaders(DefinitionNode node)
    {
        var headers = new List<HmacHeader>();
        foreach (var header in node.Objects("headers"))
        {
            var separator = header.Text("separator", string.Empty, maxChars: 1);
            headers.Add(new HmacHeader(
                header.Header("name"),
                header.Text("start", string.Empty, allowEmpty: true),
                separator.Length == 1 ? separator[0] : null,
                header.Text("prefix", string.Empty, allowEmpty: true)));
            header.Close();
        }

        if (headers.Count == 0)
        {
            node.Fault("headers", "is missing: a list of headers that carry signatures, each with its name");
        }

        return headers;
    }

    private static HmacTimestamp? ReadTimestamp(DefinitionNode node)
    {
        if (node.Object("timestamp", isNeeded: false) is not { } timestamp)
        {
            return null;
        }

        var item = timestamp.Text("item", string.Empty);
        var separator = timestamp.Text("separator", ",", maxChars: 1);
        var read = new HmacTimestamp(
            timestamp.Header("header"), item.Length > 0 ? item : null, separator[0], timestamp.Choice("unit", "s", "s", "ms") == "ms" ? 1000 : 1);
        timestamp.Close();
        return read;
    }

    private static TimeSpan Tolerance(DefinitionNode node) =>
        TimeSpan.FromSeconds(node.Number("tolerance_seconds", DefaultToleranceSeconds, 0, MostToleranceSeconds));
}
