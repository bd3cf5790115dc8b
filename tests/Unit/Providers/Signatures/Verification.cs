using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Providers.Signatures;

/// <summary>Verifies as an ingress does.</summary>
internal static class Verification
{
    /// <summary>Whether a provider's own scheme takes the request.</summary>
    internal static bool IsGenuine(string provider, IEnumerable<KeyValuePair<string, string>> headers, byte[] body, string secret, DateTimeOffset at) =>
        SchemeVectors.BuiltIn(provider).Verify(Requests.With(body, [.. headers.Select(static h => (h.Key, h.Value))]), [new WebhookSecret(secret)], at).IsValid;
}
