using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Signalbox.Providers.Signatures;

namespace Signalbox.Providers.Signing;

/// <summary>
/// A secret of Standard Webhooks, ready to sign with: <c>whsec_…</c> for HMAC-SHA256 (<c>v1</c>) or <c>whsk_…</c> for Ed25519 (<c>v1a</c>)
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Nothing gives the secret back. Safe for any number of
/// callers at once; made once and used for every signature, since reading a key costs more than a signature.
/// </summary>
public sealed class StandardWebhooksKey
{
    private const int DigestBytes = 32;
    private const int StackBytes = 512;

    private readonly KeyedHashes? _hashes;
    private readonly Ed25519PrivateKey? _private;

    private StandardWebhooksKey(KeyedHashes hashes) => _hashes = hashes;

    private StandardWebhooksKey(Ed25519PrivateKey key) => _private = key;

    /// <summary><c>v1</c> or <c>v1a</c>.</summary>
    public string Version => _private is null ? "v1" : "v1a";

    /// <summary>What receivers verify <c>v1a</c> with, <c>whpk_…</c>; <see langword="null"/> for <c>v1</c>, which they verify with the secret.</summary>
    public string? PublicKey => _private?.PublicKey;

    /// <summary>A new random secret for <c>v1</c>, of 32 bytes.</summary>
    public static string NewSymmetricSecret() => SecretBytes.New(SecretEncoding.Whsec);

    /// <summary>A new random secret for <c>v1a</c>.</summary>
    /// <exception cref="PlatformNotSupportedException">OpenSSL is not there.</exception>
    public static string NewAsymmetricSecret() => Ed25519PrivateKey.NewSecret();

    /// <summary>What is wrong with a secret that somebody wants to be signed with; <see langword="null"/> if nothing is. Never quotes it.</summary>
    /// <exception cref="PlatformNotSupportedException">It is one for <c>v1a</c>, and OpenSSL is not there.</exception>
    public static string? Check(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret switch
        {
            ['w', 'h', 's', 'k', '_', ..] => Ed25519PrivateKey.TryParse(secret, out _)
                ? null
                : "must be an Ed25519 private key: whsk_ and Base64 of its 32 bytes, or of 64 with its public key",
            ['w', 'h', 's', 'e', 'c', '_', ..] => StandardWebhooksScheme.CheckSymmetric(secret),
            _ => "must begin with whsec_ (v1, HMAC-SHA256) or whsk_ (v1a, Ed25519)",
        };
    }

    /// <summary>Reads a secret. Without a prefix it is one for <c>v1</c>, as other programs take it.</summary>
    /// <returns><see langword="false"/> if it is none.</returns>
    /// <exception cref="PlatformNotSupportedException">It is one for <c>v1a</c>, and OpenSSL is not there.</exception>
    public static bool TryParse([NotNullWhen(true)] string? secret, [NotNullWhen(true)] out StandardWebhooksKey? key)
    {
        key = null;
        if (secret is null)
        {
            return false;
        }

        if (secret.StartsWith(Ed25519PrivateKey.Prefix, StringComparison.Ordinal))
        {
            key = Ed25519PrivateKey.TryParse(secret, out var asymmetric) ? new StandardWebhooksKey(asymmetric) : null;
        }
        else if (SecretBytes.Decode(Encoding.UTF8.GetBytes(secret), SecretEncoding.Whsec) is { Length: > 0 } bytes)
        {
            key = new StandardWebhooksKey(new KeyedHashes(HashAlgorithmName.SHA256, bytes));
        }

        return key is not null;
    }

    /// <summary>The signature as it stands in the header: <c>v1,…</c> or <c>v1a,…</c>.</summary>
    /// <param name="id">The id of the message.</param>
    /// <param name="seconds">The time of signing, in unix seconds.</param>
    /// <param name="body">The bytes that are sent.</param>
    public string Sign(string id, long seconds, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(id);
        var most = Encoding.UTF8.GetMaxByteCount(id.Length) + 22;
        Span<byte> prefix = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        var length = Encoding.UTF8.GetBytes(id, prefix);
        prefix[length++] = (byte)'.';
        seconds.TryFormat(prefix[length..], out var digits, provider: CultureInfo.InvariantCulture);
        length += digits;
        prefix[length++] = (byte)'.';
        return _private is null ? Hashed(_hashes!, prefix[..length], body) : Signed(_private, prefix[..length], body);
    }

    private static string Hashed(KeyedHashes hashes, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[DigestBytes];
        hashes.Compute(prefix, body, default, digest);
        return Write("v1,", digest);
    }

    private static string Signed(Ed25519PrivateKey key, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body)
    {
        // Ed25519 reads the message twice, and so must have it in one piece.
        var message = ArrayPool<byte>.Shared.Rent(prefix.Length + body.Length);
        var used = message.AsSpan(0, prefix.Length + body.Length);
        try
        {
            prefix.CopyTo(used);
            body.CopyTo(used[prefix.Length..]);
            Span<byte> signature = stackalloc byte[Ed25519PrivateKey.SignatureBytes];
            key.Sign(used, signature);
            return Write("v1a,", signature);
        }
        finally
        {
            used.Clear();
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private static string Write(string version, ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[96];
        version.CopyTo(text);
        Convert.TryToBase64Chars(bytes, text[version.Length..], out var length);
        return new string(text[..(version.Length + length)]);
    }
}
