using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Signalbox.Secrets;

/// <summary>
/// A value under AES-256-GCM: a version, the id of its key, a nonce of 96 random bits, a tag of 128, the ciphertext. Version, key id and the place
/// that the value belongs to are authenticated with it, so that a value that was changed, or moved to another row, does not open.
/// </summary>
/// <remarks>
/// Random nonces are safe for 2^32 values under one key (NIST SP 800-38D, 8.3). The version is no character that JSON may begin with: that tells
/// sealed bytes from JSON in clear in the same column.
/// </remarks>
internal static class SealedBytes
{
    /// <summary>Version and key id, which all values under one key begin with.</summary>
    internal const int HeaderBytes = 1 + KeyIdBytes;

    private const byte Version = 1;
    private const int KeyIdBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int Overhead = HeaderBytes + NonceBytes + TagBytes;

    /// <summary>Seals a value.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="keyId">What the key is called.</param>
    /// <param name="place">Where the value belongs.</param>
    /// <param name="value">The value, of any length.</param>
    internal static byte[] Seal(ReadOnlySpan<byte> key, Guid keyId, SealedPlace place, ReadOnlySpan<byte> value)
    {
        var sealedBytes = new byte[Overhead + value.Length];
        var header = sealedBytes.AsSpan(0, HeaderBytes);
        WriteHeader(keyId, header);
        var nonce = sealedBytes.AsSpan(HeaderBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, value, sealedBytes.AsSpan(Overhead), sealedBytes.AsSpan(HeaderBytes + NonceBytes, TagBytes), Bound(header, place));
        return sealedBytes;
    }

    /// <summary>Opens what <see cref="Seal"/> made.</summary>
    /// <exception cref="SecretUnavailableException">It was changed, belongs somewhere else, or is sealed under another key.</exception>
    internal static byte[] Open(ReadOnlySpan<byte> key, SealedPlace place, ReadOnlySpan<byte> sealedBytes)
    {
        if (!IsSealed(sealedBytes))
        {
            throw new SecretUnavailableException($"{place} does not hold a sealed value.");
        }

        var value = new byte[sealedBytes.Length - Overhead];
        try
        {
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(
                sealedBytes.Slice(HeaderBytes, NonceBytes), sealedBytes[Overhead..], sealedBytes.Slice(HeaderBytes + NonceBytes, TagBytes), value,
                Bound(sealedBytes[..HeaderBytes], place));
            return value;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new SecretUnavailableException($"{place} does not open: it was changed, belongs to another row, or is sealed under another key.", e);
        }
    }

    /// <summary>Whether these bytes may be a sealed value, as opposed to JSON in clear.</summary>
    internal static bool IsSealed(ReadOnlySpan<byte> bytes) => bytes.Length >= Overhead && bytes[0] == Version;

    /// <summary>The id of the key that sealed these bytes.</summary>
    internal static Guid KeyIdOf(ReadOnlySpan<byte> sealedBytes) => new(sealedBytes.Slice(1, KeyIdBytes), bigEndian: true);

    /// <summary>What all values under a key begin with.</summary>
    internal static byte[] HeaderOf(Guid keyId)
    {
        var header = new byte[HeaderBytes];
        WriteHeader(keyId, header);
        return header;
    }

    private static void WriteHeader(Guid keyId, Span<byte> header)
    {
        header[0] = Version;
        keyId.TryWriteBytes(header[1..], bigEndian: true, out _);
    }

    private static byte[] Bound(ReadOnlySpan<byte> header, SealedPlace place)
    {
        // The column's length is in front, so that no other pair of column and row reads the same.
        var column = Encoding.UTF8.GetBytes(place.Column);
        var row = Encoding.UTF8.GetBytes(place.Row);
        var bound = new byte[header.Length + sizeof(int) + column.Length + row.Length];
        header.CopyTo(bound);
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(header.Length), column.Length);
        column.CopyTo(bound, header.Length + sizeof(int));
        row.CopyTo(bound, header.Length + sizeof(int) + column.Length);
        return bound;
    }
}

/// <summary>Where a sealed value belongs; it opens nowhere else.</summary>
/// <param name="Column">Table and column, for example <c>operations.outcome</c>.</param>
/// <param name="Row">The row's key.</param>
internal readonly record struct SealedPlace(string Column, string Row)
{
    /// <summary>For messages. Holds no secret.</summary>
    public override string ToString() => $"{Column} of '{Row}'";
}
