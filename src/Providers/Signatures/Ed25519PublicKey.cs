using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032, section 5.1.7, without the cofactor, as OpenSSL and libsodium do). .NET has no Ed25519; this
/// only verifies, knows no secret, and is therefore not in constant time. Safe for any number of callers at once.
/// </summary>
internal sealed class Ed25519PublicKey
{
    /// <summary>The size of a signature.</summary>
    internal const int SignatureBytes = 64;

    private const int KeyBytes = 32;

    // The order of the base point, 2^252 + 27742317777372353535851937790883648493, lowest limb first.
    private static readonly ulong[] Order = [0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000];

    private static readonly ConcurrentQueue<IncrementalHash> Idle = [];

    private readonly byte[] _bytes;
    private readonly CurvePoint _negated;
    private readonly CurvePoint _baseLessKey;

    private Ed25519PublicKey(byte[] bytes, in CurvePoint point)
    {
        _bytes = bytes;
        _negated = point.Negate();
        _baseLessKey = CurvePoint.Base.Add(_negated);
    }

    /// <summary>Reads <c>whpk_</c> and 32 bytes in Base64, as Standard Webhooks writes public keys.</summary>
    internal static Ed25519PublicKey? TryParse(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("whpk_"u8) && SecretBytes.FromBase64(utf8[5..]) is { } bytes ? TryCreate(bytes) : null;

    /// <returns><see langword="null"/> if the bytes are no point of the curve, or one of small order.</returns>
    internal static Ed25519PublicKey? TryCreate(byte[] bytes) =>
        bytes.Length == KeyBytes && CurvePoint.TryRead(bytes, out var point) && !point.IsOfSmallOrder() ? new Ed25519PublicKey(bytes, point) : null;

    /// <summary>Whether the signature belongs to the two pieces of the message as if they were one.</summary>
    internal bool Verify(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureBytes)
        {
            return false;
        }

        // Not reduced: a second way of writing the same number would be a second signature.
        Span<ulong> s = stackalloc ulong[4];
        Read(signature[KeyBytes..], s);
        if (Compare(s, Order) >= 0)
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[64];
        Hash(signature[..KeyBytes], first, second, digest);
        Span<ulong> k = stackalloc ulong[4];
        ReduceByOrder(digest, k);

        // R = [s]B − [k]A, both products in one pass of doublings.
        var sum = CurvePoint.Neutral;
        for (var bit = 255; bit >= 0; bit--)
        {
            sum = sum.Double();
            sum = (BitAt(s, bit), BitAt(k, bit)) switch
            {
                (true, true) => sum.Add(_baseLessKey),
                (true, false) => sum.Add(CurvePoint.Base),
                (false, true) => sum.Add(_negated),
                _ => sum,
            };
        }

        Span<byte> encoded = stackalloc byte[KeyBytes];
        sum.Write(encoded);
        return CryptographicOperations.FixedTimeEquals(encoded, signature[..KeyBytes]);
    }

    private void Hash(ReadOnlySpan<byte> r, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> digest)
    {
        if (!Idle.TryDequeue(out var hash))
        {
            hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        }

        hash.AppendData(r);
        hash.AppendData(_bytes);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.GetHashAndReset(digest);
        Idle.Enqueue(hash);
    }

    /// <summary>The number modulo the order, a bit at a time: five microseconds, and nothing to get wrong.</summary>
    private static void ReduceByOrder(ReadOnlySpan<byte> digest, Span<ulong> rest)
    {
        rest.Clear();
        for (var bit = (digest.Length * 8) - 1; bit >= 0; bit--)
        {
            // Below 2^253 before, hence below 2^254 after.
            for (var i = 3; i > 0; i--)
            {
                rest[i] = (rest[i] << 1) | (rest[i - 1] >> 63);
            }

            rest[0] = (rest[0] << 1) | (uint)((digest[bit / 8] >> (bit % 8)) & 1);
            if (Compare(rest, Order) >= 0)
            {
                SubtractOrder(rest);
            }
        }
    }

    private static void SubtractOrder(Span<ulong> number)
    {
        var borrow = 0UL;
        for (var i = 0; i < 4; i++)
        {
            var difference = (UInt128)number[i] - Order[i] - borrow;
            number[i] = (ulong)difference;
            borrow = (ulong)(difference >> 64) & 1;
        }
    }

    private static int Compare(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (var i = 3; i >= 0; i--)
        {
            if (left[i] != right[i])
            {
                return left[i] < right[i] ? -1 : 1;
            }
        }

        return 0;
    }

    private static bool BitAt(ReadOnlySpan<ulong> number, int bit) => ((number[bit / 64] >> (bit % 64)) & 1) == 1;

    private static void Read(ReadOnlySpan<byte> bytes, Span<ulong> number)
    {
        for (var i = 0; i < 4; i++)
        {
            number[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * 8)..]);
        }
    }
}
