namespace Signalbox.Providers.Signatures;

/// <summary>A point of Ed25519's curve −x² + y² = 1 + d·x²·y², in extended coordinates (RFC 8032, section 5.1.4).</summary>
internal readonly struct CurvePoint
{
    private static readonly FieldElement D = (FieldElement.Zero - new FieldElement(121_665)) * new FieldElement(121_666).Invert();
    private static readonly FieldElement TwiceD = D + D;
    private static readonly FieldElement RootOfMinusOne = new FieldElement(2).PowerOfQuarter();

    /// <summary>The neutral element.</summary>
    internal static readonly CurvePoint Neutral = new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point, whose y is 4/5 and whose x is even.</summary>
    internal static readonly CurvePoint Base = MakeBase();

    private readonly FieldElement _x;
    private readonly FieldElement _y;
    private readonly FieldElement _z;
    private readonly FieldElement _t;

    private CurvePoint(in FieldElement x, in FieldElement y, in FieldElement z, in FieldElement t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    /// <summary>Decodes a point (RFC 8032, section 5.1.3).</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out CurvePoint point)
    {
        point = default;
        if (!FieldElement.TryRead(bytes, out var y))
        {
            return false;
        }

        // x² = u/v
        var u = (y * y) - FieldElement.One;
        var v = (D * (y * y)) + FieldElement.One;
        var v3 = v * v * v;
        var x = u * v3 * (u * v3 * v3 * v).PowerForRoot();
        var vxx = v * x * x;
        if (!(vxx - u).IsZero())
        {
            if (!(vxx + u).IsZero())
            {
                return false;
            }

            x *= RootOfMinusOne;
        }

        var isOdd = (bytes[31] & 0x80) != 0;
        if (isOdd && x.IsZero())
        {
            return false;
        }

        x = x.IsOdd() == isOdd ? x : FieldElement.Zero - x;
        point = new CurvePoint(x, y, FieldElement.One, x * y);
        return true;
    }

    /// <summary>Writes the point's 32 bytes.</summary>
    internal void Write(Span<byte> bytes)
    {
        var scale = _z.Invert();
        (_y * scale).Write(bytes);
        bytes[31] |= (byte)((_x * scale).IsOdd() ? 0x80 : 0);
    }

    internal CurvePoint Negate() => new(FieldElement.Zero - _x, _y, _z, FieldElement.Zero - _t);

    /// <summary>The sum; right for any two points, equal ones also.</summary>
    internal CurvePoint Add(in CurvePoint other)
    {
        var a = (_y - _x) * (other._y - other._x);
        var b = (_y + _x) * (other._y + other._x);
        var c = _t * TwiceD * other._t;
        var d = _z * other._z;
        return Combine(b - a, d + d - c, d + d + c, b + a);
    }

    internal CurvePoint Double()
    {
        var a = _x * _x;
        var b = _y * _y;
        var c = _z * _z;
        var sum = _x + _y;
        var h = a + b;
        var g = a - b;
        return Combine(h - (sum * sum), c + c + g, g, h);
    }

    /// <summary>Whether its order divides 8, the curve's cofactor: such a point is no key, since anybody can sign for it.</summary>
    internal bool IsOfSmallOrder()
    {
        var product = Double().Double().Double();
        return product._x.IsZero() && (product._y - product._z).IsZero();
    }

    private static CurvePoint Combine(in FieldElement e, in FieldElement f, in FieldElement g, in FieldElement h) => new(e * f, g * h, f * g, e * h);

    private static CurvePoint MakeBase()
    {
        Span<byte> bytes = stackalloc byte[FieldElement.Bytes];
        (new FieldElement(4) * new FieldElement(5).Invert()).Write(bytes);
        return TryRead(bytes, out var point) ? point : throw new InvalidOperationException("Ed25519's base point is not on its curve.");
    }
}
