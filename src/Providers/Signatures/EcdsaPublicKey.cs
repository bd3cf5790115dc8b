using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Signalbox.Providers.Signatures;

/// <summary>A public key on the curve P-256. Safe for any number of callers at once.</summary>
internal sealed class EcdsaPublicKey
{
    /// <summary>The longest signature in DER.</summary>
    internal const int MaxSignatureBytes = 72;

    private const int KeyBits = 256;

    private readonly byte[] _spki;

    // Neither is documented as safe for two callers at once.
    private readonly ConcurrentQueue<ECDsa> _idle = [];
    private readonly ConcurrentQueue<IncrementalHash> _hashes = [];

    private EcdsaPublicKey(byte[] spki, ECDsa key)
    {
        _spki = spki;
        _idle.Enqueue(key);
    }

    /// <summary>Reads a key from Base64 of its SubjectPublicKeyInfo, without the lines of a PEM file.</summary>
    /// <returns><see langword="null"/> if it is none, or one of another curve.</returns>
    internal static EcdsaPublicKey? TryParse(ReadOnlySpan<byte> utf8)
    {
        if (SecretBytes.FromBase64(utf8) is not { } spki)
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out var read);

            // Written again, since the import overlooks slips: a key has one way of being written.
            if (read == spki.Length && key.KeySize == KeyBits && key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(spki))
            {
                return new EcdsaPublicKey(spki, key);
            }
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            // No key, or of a curve that the platform does not know: told by the result.
        }

        key.Dispose();
        return null;
    }

    /// <summary>Whether a DER signature over SHA-256 belongs to the two pieces of the message as if they were one.</summary>
    internal bool Verify(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> signature)
    {
        if (!_hashes.TryDequeue(out var hash))
        {
            hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.AppendData(first);
        hash.AppendData(second);
        hash.GetHashAndReset(digest);
        _hashes.Enqueue(hash);

        if (!_idle.TryDequeue(out var key))
        {
            key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(_spki, out _);
        }

        var isGenuine = key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
        _idle.Enqueue(key);
        return isGenuine;
    }
}
