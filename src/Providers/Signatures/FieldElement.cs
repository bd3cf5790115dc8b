using System.Buffers.Binary;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// A number modulo 2^255 − 19 in five limbs of 51 bits, each at most a little above 2^51. Not in constant time: it computes with public keys
/// and signatures only.
/// </summary>
internal readonly struct FieldElement
{
    /// <summary>The size of the canonical encoding, little end first.</summary>
    internal const int Bytes = 32;

    private const ulong Mask = (1UL << 51) - 1;

    internal static readonly FieldElement Zero = new(0);
    internal static readonly FieldElement One = new(1);

    private readonly ulong _a0;
    private readonly ulong _a1;
    private readonly ulong _a2;
    private readonly ulong _a3;
    private readonly ulong _a4;

    /// <param name="small">Less than 2^51.</param>
    internal FieldElement(ulong small) => _a0 = small;

    private FieldElement(ulong a0, ulong a1, ulong a2, ulong a3, ulong a4)
    {
        // One round of carries; 2^255 comes back as 19.
        a1 += a0 >> 51;
        a2 += a1 >> 51;
        a3 += a2 >> 51;
        a4 += a3 >> 51;
        _a0 = (a0 & Mask) + (19 * (a4 >> 51));
        _a1 = a1 & Mask;
        _a2 = a2 & Mask;
        _a3 = a3 & Mask;
        _a4 = a4 & Mask;
    }

    /// <summary>Reads 255 bits; the highest bit of the last byte is not looked at.</summary>
    /// <returns><see langword="false"/> if the number is not below 2^255 − 19: then it is not how anybody writes it.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out FieldElement value)
    {
        var w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) & (ulong.MaxValue >> 1);
        value = new FieldElement(
            w0 & Mask, ((w0 >> 51) | (w1 << 13)) & Mask, ((w1 >> 38) | (w2 << 26)) & Mask, ((w2 >> 25) | (w3 << 39)) & Mask, w3 >> 12);

        Span<byte> canonical = stackalloc byte[Bytes];
        value.Write(canonical);
        return canonical[..31].SequenceEqual(bytes[..31]) && canonical[31] == (bytes[31] & 0x7f);
    }

    /// <summary>Writes the one canonical encoding.</summary>
    internal void Write(Span<byte> bytes)
    {
        // Adding 19 overflows 2^255 exactly if the number is not below the modulus.
        var overflow = (_a0 + 19) >> 51;
        overflow = (_a1 + overflow) >> 51;
        overflow = (_a2 + overflow) >> 51;
        overflow = (_a3 + overflow) >> 51;
        overflow = (_a4 + overflow) >> 51;

        var a0 = _a0 + (19 * overflow);
        var a1 = _a1 + (a0 >> 51);
        var a2 = _a2 + (a1 >> 51);
        var a3 = _a3 + (a2 >> 51);
        var a4 = (_a4 + (a3 >> 51)) & Mask;
        a0 &= Mask;
        a1 &= Mask;
        a2 &= Mask;
        a3 &= Mask;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, a0 | (a1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], (a1 >> 13) | (a2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (a2 >> 26) | (a3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (a3 >> 39) | (a4 << 12));
    }

    internal bool IsZero()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return !bytes.ContainsAnyExcept((byte)0);
    }

    internal bool IsOdd()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return (bytes[0] & 1) == 1;
    }

    public static FieldElement operator +(in FieldElement x, in FieldElement y) =>
        new(x._a0 + y._a0, x._a1 + y._a1, x._a2 + y._a2, x._a3 + y._a3, x._a4 + y._a4);

    // Twice the modulus is added first, so that no limb goes below zero.
    public static FieldElement operator -(in FieldElement x, in FieldElement y) => new(
        x._a0 + 0xFFFFFFFFFFFDA - y._a0,
        x._a1 + 0xFFFFFFFFFFFFE - y._a1,
        x._a2 + 0xFFFFFFFFFFFFE - y._a2,
        x._a3 + 0xFFFFFFFFFFFFE - y._a3,
        x._a4 + 0xFFFFFFFFFFFFE - y._a4);

    public static FieldElement operator *(in FieldElement x, in FieldElement y)
    {
        var (y1, y2, y3, y4) = (19 * y._a1, 19 * y._a2, 19 * y._a3, 19 * y._a4);
        var r0 = Product(x._a0, y._a0) + Product(x._a1, y4) + Product(x._a2, y3) + Product(x._a3, y2) + Product(x._a4, y1);
        var r1 = Product(x._a0, y._a1) + Product(x._a1, y._a0) + Product(x._a2, y4) + Product(x._a3, y3) + Product(x._a4, y2);
        var r2 = Product(x._a0, y._a2) + Product(x._a1, y._a1) + Product(x._a2, y._a0) + Product(x._a3, y4) + Product(x._a4, y3);
        var r3 = Product(x._a0, y._a3) + Product(x._a1, y._a2) + Product(x._a2, y._a1) + Product(x._a3, y._a0) + Product(x._a4, y4);
        var r4 = Product(x._a0, y._a4) + Product(x._a1, y._a3) + Product(x._a2, y._a2) + Product(x._a3, y._a1) + Product(x._a4, y._a0);

        r1 += r0 >> 51;
        r2 += r1 >> 51;
        r3 += r2 >> 51;
        r4 += r3 >> 51;
        return new FieldElement(
            ((ulong)r0 & Mask) + (19 * (ulong)(r4 >> 51)), (ulong)r1 & Mask, (ulong)r2 & Mask, (ulong)r3 & Mask, (ulong)r4 & Mask);
    }

    /// <summary>1/x; zero for zero. The exponent is p − 2.</summary>
    internal FieldElement Invert() => Power(255, 0xEB);

    /// <summary>x to the power (p − 5)/8, from which square roots are made.</summary>
    internal FieldElement PowerForRoot() => Power(252, 0xFD);

    /// <summary>x to the power (p − 1)/4: of 2, a square root of −1.</summary>
    internal FieldElement PowerOfQuarter() => Power(253, 0xFB);

    /// <summary>Every exponent here is so many bits, all ones but for the lowest eight.</summary>
    private FieldElement Power(int bits, int lowest)
    {
        var power = One;
        for (var i = bits - 1; i >= 0; i--)
        {
            power *= power;
            if (i >= 8 || ((lowest >> i) & 1) == 1)
            {
                power *= this;
            }
        }

        return power;
    }

    private static UInt128 Product(ulong x, ulong y) => Math.BigMul(x, y);
}
