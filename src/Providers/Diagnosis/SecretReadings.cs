using System.Text;
using Signalbox.Providers.Signatures;

namespace Signalbox.Providers.Diagnosis;

/// <summary>How else the text of a secret may have been read, here or by the sender.</summary>
internal static class SecretReadings
{
    /// <summary>The other readings, each with what it is. They are to be tried and thrown away.</summary>
    internal static IEnumerable<(string What, WebhookSecret Secret)> Of(WebhookSecret secret)
    {
        var text = secret.Utf8Text.ToArray();
        var readings = new List<(string What, byte[]? Bytes)>
        {
            ("the sender uses the secret's text as the key, the source its Base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(text))),
            ("the sender uses the secret's text as the key, the source its hexadecimal digits", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(text))),
            ("the sender decodes the secret from Base64, the source uses its text", SecretBytes.FromBase64(text)),
            ("the sender decodes the secret from hexadecimal digits, the source uses its text", SecretBytes.Decode(text, SecretEncoding.Hex)),
            ("the sender's secret begins with whsec_, the source's does not", [.. "whsec_"u8, .. text]),
        };
        if (text.AsSpan().StartsWith("whsec_"u8))
        {
            var rest = text[SecretBytes.WhsecPrefix.Length..];
            readings.Add(("the source's secret begins with whsec_, the sender's does not", rest));
            readings.Add(("the sender decodes what stands behind whsec_ from Base64, the source uses the text", SecretBytes.FromBase64(rest)));
            readings.Add(("the sender uses what stands behind whsec_ as the key, the source decodes it from Base64", Encoding.ASCII.GetBytes(Convert.ToBase64String(rest))));
        }

        if (text is [(byte)'"' or (byte)'\'', .. var inner, (byte)'"' or (byte)'\''])
        {
            readings.Add(("the source's secret was configured with quotation marks around it", inner));
        }

        return readings.Where(static r => r.Bytes is { Length: > 0 }).Select(static r => (r.What, WebhookSecret.OfBytes(r.Bytes!)));
    }
}
