using System.Numerics;

namespace SimdGrad.Tests.Simd;

/// <summary>
/// A number with 320 bits of mantissa and any exponent: mantissa * 2^exponent. Results are cut off, not rounded.
/// </summary>
internal readonly struct BigFloat
{
    private const int Precision = 320;

    private readonly BigInteger _mantissa;
    private readonly int _exponent;

    public BigFloat(BigInteger mantissa, int exponent)
    {
        int excess = (int)BigInteger.Abs(mantissa).GetBitLength() - Precision;
        (_mantissa, _exponent) = excess > 0 ? (mantissa >> excess, exponent + excess) : (mantissa, exponent);
    }

    public static BigFloat Zero => default;

    public static BigFloat One { get; } = new(BigInteger.One, 0);

    public bool IsZero => _mantissa.IsZero;

    public bool IsNegative => _mantissa.Sign < 0;

    /// <summary>floor(log2 |x|); that of 0 is below any other.</summary>
    public int Exponent => IsZero ? int.MinValue : (int)BigInteger.Abs(_mantissa).GetBitLength() - 1 + _exponent;

    public static implicit operator BigFloat(double x)
    {
        if (x == 0)
            return default;
        if (!double.IsFinite(x))
            throw new ArgumentOutOfRangeException(nameof(x), x, "Not a number that can be written with a mantissa.");
        int exponent = Math.Max(Math.ILogB(x) - 52, -1074);
        return new(new BigInteger(Math.ScaleB(x, -exponent)), exponent);
    }

    public static BigFloat operator -(BigFloat a) => new(-a._mantissa, a._exponent);

    public static BigFloat operator +(BigFloat a, BigFloat b)
    {
        if (a.IsZero || b.Exponent > a.Exponent + 2 * Precision)
            return b;
        if (b.IsZero || a.Exponent > b.Exponent + 2 * Precision)
            return a;
        int exponent = Math.Min(a._exponent, b._exponent);
        return new((a._mantissa << (a._exponent - exponent)) + (b._mantissa << (b._exponent - exponent)), exponent);
    }

    public static BigFloat operator -(BigFloat a, BigFloat b) => a + -b;

    public static BigFloat operator *(BigFloat a, BigFloat b) => new(a._mantissa * b._mantissa, a._exponent + b._exponent);

    public static BigFloat operator /(BigFloat a, BigFloat b)
    {
        int shift = 2 * Precision;
        return new((a._mantissa << shift) / b._mantissa, a._exponent - b._exponent - shift);
    }

    public static bool operator <(BigFloat a, BigFloat b) => (a - b).IsNegative;

    public static bool operator >(BigFloat a, BigFloat b) => b < a;

    /// <summary>x * 2^n.</summary>
    public BigFloat Scale(int n) => IsZero ? this : new(_mantissa, _exponent + n);

    public BigFloat Abs() => IsNegative ? -this : this;

    /// <summary>The nearest integer; halves are rounded up.</summary>
    public BigInteger Round()
    {
        var half = this + One.Scale(-1);
        return half._exponent >= 0 ? half._mantissa << half._exponent : half._mantissa >> -half._exponent;
    }

    /// <summary>A double within 1 ULP, 0 or infinite outside the range of double.</summary>
    public double ToDouble()
    {
        if (IsZero)
            return 0;
        int excess = Math.Max((int)BigInteger.Abs(_mantissa).GetBitLength() - 64, 0);
        return Math.ScaleB((double)(_mantissa >> excess), Math.Clamp(_exponent + excess, -5000, 5000));
    }
}
