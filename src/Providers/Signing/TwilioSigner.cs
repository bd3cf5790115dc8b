using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Providers.Signing;

/// <summary>
/// Twilio's <c>X-Twilio-Signature</c>: base64 of HMAC-SHA1 of the URL and, of a form, its parameters sorted by name, each as name and value
/// (https://www.twilio.com/docs/usage/security#validating-requests). A body that is not a form is bound by <c>bodySHA256</c> in the URL.
/// </summary>
/// <param name="authToken">The account's auth token.</param>
public sealed class TwilioSigner(string authToken) : IWebhookSigner
{
    /// <summary>The header that carries the signature.</summary>
    public const string HeaderName = "X-Twilio-Signature";

    private const string Form = "application/x-www-form-urlencoded";

    private readonly byte[] _key = Encoding.UTF8.GetBytes(authToken);

    /// <summary>The URL that Twilio sends a body to that is not a form: with <c>bodySHA256</c>, lower hexadecimal.</summary>
    public static string UrlWithBodyHash(string url, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(url);
        return $"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}bodySHA256={Convert.ToHexStringLower(SHA256.HashData(body))}";
    }

    /// <summary>Signs a form, or anything else whose URL is one of <see cref="UrlWithBodyHash"/>. No time is part of it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(WebhookToSign webhook, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        var isForm = webhook.ContentType.StartsWith(Form, StringComparison.OrdinalIgnoreCase);
        return [KeyValuePair.Create(HeaderName, isForm ? SignForm(webhook.Url, Parse(webhook.Body.Span)) : SignUrl(webhook.Url))];
    }

    /// <summary>The signature of a URL and a form's parameters.</summary>
    public string SignForm(string url, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        // Of a name that comes more than once, each value counts once, in their order: as in Twilio's own libraries.
        var signed = new StringBuilder(url);
        foreach (var (name, value) in parameters.Distinct().OrderBy(static one => one.Key, StringComparer.Ordinal).ThenBy(static one => one.Value, StringComparer.Ordinal))
        {
            signed.Append(name).Append(value);
        }

        return SignUrl(signed.ToString());
    }

    private static IEnumerable<KeyValuePair<string, string>> Parse(ReadOnlySpan<byte> form) => Encoding.UTF8.GetString(form)
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('=', 2))
        .Select(static pair => KeyValuePair.Create(WebUtility.UrlDecode(pair[0]), pair.Length == 2 ? WebUtility.UrlDecode(pair[1]) : string.Empty));

#pragma warning disable CA5350 // SHA-1 is Twilio's choice; as the hash of an HMAC it is not known to be broken.
    private string SignUrl(string signed) => Convert.ToBase64String(HMACSHA1.HashData(_key, Encoding.UTF8.GetBytes(signed)));
#pragma warning restore CA5350
}
