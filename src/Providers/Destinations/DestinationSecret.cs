using System.Security.Cryptography;
using Signalbox.Providers.Signatures;

namespace Signalbox.Destinations;

/// <summary>What requests to a destination are signed with: Standard Webhooks' <c>v1</c>, a secret that both sides know, <c>whsec_…</c>.</summary>
public static class DestinationSecret
{
    /// <summary>HMAC-SHA256 with a shared secret.</summary>
    public const string Shared = "v1";

    // As https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md asks for.
    private const int MinKeyBytes = 24;
    private const int MaxKeyBytes = 64;

    /// <summary>A new one of 32 random bytes.</summary>
    public static string New() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>How requests are signed with a secret.</summary>
    public static string SchemeOf(string secret) => Shared;

    /// <summary>What receivers verify with, of a key pair; <see langword="null"/> of a shared secret.</summary>
    public static string? PublicKeyOf(string secret) => null;

    /// <summary>What is wrong with one, as the end of a sentence that does not quote it; <see langword="null"/> if nothing is.</summary>
    public static string? Check(string? secret)
    {
        const string Otherwise = "must be whsec_ and Base64 of 24 to 64 bytes.";
        if (secret is not { Length: <= 2_048 } || !secret.StartsWith(SecretBytes.WhsecPrefix, StringComparison.Ordinal))
        {
            return Otherwise;
        }

        var key = SecretBytes.Decode(System.Text.Encoding.UTF8.GetBytes(secret), SecretEncoding.Whsec);
        return key is not { Length: >= MinKeyBytes and <= MaxKeyBytes } ? Otherwise
            : key.AsSpan().ContainsAnyExcept((byte)0) ? null
            : "must not be made of zeros alone, which anybody can guess.";
    }
}
