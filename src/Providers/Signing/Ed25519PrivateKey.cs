using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Signalbox.Providers.Signatures;

namespace Signalbox.Providers.Signing;

/// <summary>
/// A key that signs with Ed25519 (RFC 8032), as Standard Webhooks writes it: <c>whsk_</c> and base64 of its seed (32 bytes), or of the seed and the
/// public key behind it (64 bytes). Nothing gives the key back. Safe for any number of callers at once; freed when nobody refers to it.
/// </summary>
public sealed class Ed25519PrivateKey
{
    /// <summary>What stands before a private key.</summary>
    public const string Prefix = "whsk_";

    /// <summary>The size of a signature.</summary>
    public const int SignatureBytes = 64;

    private const string PublicPrefix = "whpk_";
    private const int SeedBytes = 32;
    private const int PublicBytes = 32;

    private readonly Libcrypto.KeyHandle _key;

    private Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        Span<byte> bytes = stackalloc byte[PublicBytes];
        _key = Libcrypto.NewPrivateKey(seed);
        Libcrypto.GetPublicKey(_key, bytes);
        PublicKey = PublicPrefix + Convert.ToBase64String(bytes);
    }

    /// <summary>What receivers verify with: <c>whpk_</c> and base64 of 32 bytes.</summary>
    public string PublicKey { get; }

    /// <summary>A new random key as text, in the form of 64 bytes.</summary>
    /// <exception cref="PlatformNotSupportedException">OpenSSL is not there.</exception>
    public static string NewSecret()
    {
        Span<byte> bytes = stackalloc byte[SeedBytes + PublicBytes];
        RandomNumberGenerator.Fill(bytes[..SeedBytes]);
        try
        {
            using var key = Libcrypto.NewPrivateKey(bytes[..SeedBytes]);
            Libcrypto.GetPublicKey(key, bytes[SeedBytes..]);
            return Prefix + Convert.ToBase64String(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a key.</summary>
    /// <returns><see langword="false"/> if the text is none, or its public half is that of another seed.</returns>
    /// <exception cref="PlatformNotSupportedException">OpenSSL is not there.</exception>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Ed25519PrivateKey? key)
    {
        key = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || SecretBytes.FromBase64(Encoding.UTF8.GetBytes(text[Prefix.Length..])) is not { Length: SeedBytes or SeedBytes + PublicBytes } bytes)
        {
            return false;
        }

        try
        {
            var read = new Ed25519PrivateKey(bytes.AsSpan(0, SeedBytes));
            if (bytes.Length > SeedBytes && read.PublicKey != PublicPrefix + Convert.ToBase64String(bytes, SeedBytes, PublicBytes))
            {
                return false;
            }

            key = read;
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Signs; the same message has always the same signature.</summary>
    /// <param name="message">The message.</param>
    /// <param name="signature">Receives <see cref="SignatureBytes"/> bytes.</param>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature) => Libcrypto.Sign(_key, message, signature[..SignatureBytes]);
}
