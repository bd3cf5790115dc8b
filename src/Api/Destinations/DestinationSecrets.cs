using System.Security.Cryptography;
using Signalbox.Providers.Signing;

namespace Signalbox.Destinations;

/// <summary>What requests to destinations are signed with: a secret that both sides know (<c>v1</c>), or a key pair of which receivers have the public half (<c>v1a</c>).</summary>
internal static class DestinationSecrets
{
    /// <summary>HMAC-SHA256, <c>whsec_…</c>.</summary>
    internal const string Shared = "v1";

    /// <summary>Ed25519, <c>whsk_…</c>.</summary>
    internal const string KeyPair = "v1a";

    private static readonly Lazy<bool> MakesKeyPairs = new(static () =>
    {
        try
        {
            return StandardWebhooksKey.NewAsymmetricSecret().Length > 0;
        }
        catch (Exception e) when (e is PlatformNotSupportedException or CryptographicException)
        {
            return false;
        }
    });

    /// <summary>Whether key pairs can be made and used on this machine.</summary>
    internal static bool HasKeyPairs => MakesKeyPairs.Value;

    /// <summary>A new secret or private key.</summary>
    internal static string New(string? scheme) => scheme == KeyPair ? StandardWebhooksKey.NewAsymmetricSecret() : StandardWebhooksKey.NewSymmetricSecret();

    /// <summary>What is shown of one that was just made: a shared secret, which the receiver needs; of a key pair nothing, since its public half always is.</summary>
    internal static string? ToShow(string? made) => made is not null && SchemeOf(made) == Shared ? made : null;

    /// <summary>What is wrong with a secret, to be read behind its name; <see langword="null"/> if nothing is.</summary>
    internal static string? Check(string secret)
    {
        try
        {
            return StandardWebhooksKey.Check(secret);
        }
        catch (PlatformNotSupportedException)
        {
            return "must be a whsec_ secret here: this machine has no OpenSSL, which Ed25519 keys need";
        }
    }

    /// <summary>How requests are signed with a secret.</summary>
    internal static string SchemeOf(string secret) => secret.StartsWith(Ed25519PrivateKey.Prefix, StringComparison.Ordinal) ? KeyPair : Shared;

    /// <summary>What receivers verify with, of a key pair; <see langword="null"/> of a shared secret.</summary>
    internal static string? PublicKeyOf(string secret) => SchemeOf(secret) == KeyPair && Ed25519PrivateKey.TryParse(secret, out var key) ? key.PublicKey : null;
}
