using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

/// <content>What the interface of floating point numbers asks for beside.</content>
public readonly partial struct Dual
{
    static int INumberBase<Dual>.Radix => 2;

    static Dual IAdditiveIdentity<Dual, Dual>.AdditiveIdentity => Zero;

    static Dual IMultiplicativeIdentity<Dual, Dual>.MultiplicativeIdentity => One;

    static Dual ISignedNumber<Dual>.NegativeOne => -1.0;

    static Dual IFloatingPointConstants<Dual>.E => Math.E;

    static Dual IFloatingPointConstants<Dual>.Pi => Math.PI;

    static Dual IFloatingPointConstants<Dual>.Tau => Math.Tau;

    static Dual IFloatingPointIeee754<Dual>.Epsilon => double.Epsilon;

    static Dual IFloatingPointIeee754<Dual>.NegativeInfinity => double.NegativeInfinity;

    static Dual IFloatingPointIeee754<Dual>.NegativeZero => -0.0;

    static Dual IFloatingPointIeee754<Dual>.PositiveInfinity => double.PositiveInfinity;

    static Dual IIncrementOperators<Dual>.operator ++(Dual a) => a + One;

    static Dual IDecrementOperators<Dual>.operator --(Dual a) => a - One;

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator &(Dual a, Dual b) => throw Undefined();

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator |(Dual a, Dual b) => throw Undefined();

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator ^(Dual a, Dual b) => throw Undefined();

    static Dual IBitwiseOperators<Dual, Dual, Dual>.operator ~(Dual a) => throw Undefined();

    static Dual IModulusOperators<Dual, Dual, Dual>.operator %(Dual a, Dual b) => throw Undefined();

    static bool INumberBase<Dual>.IsCanonical(Dual a) => true;

    static bool INumberBase<Dual>.IsComplexNumber(Dual a) => false;

    static bool INumberBase<Dual>.IsImaginaryNumber(Dual a) => false;

    static bool INumberBase<Dual>.IsEvenInteger(Dual a) => double.IsEvenInteger(a.Value);

    static bool INumberBase<Dual>.IsInfinity(Dual a) => double.IsInfinity(a.Value);

    static bool INumberBase<Dual>.IsInteger(Dual a) => double.IsInteger(a.Value);

    static bool INumberBase<Dual>.IsNegative(Dual a) => double.IsNegative(a.Value);

    static bool INumberBase<Dual>.IsNegativeInfinity(Dual a) => double.IsNegativeInfinity(a.Value);

    static bool INumberBase<Dual>.IsNormal(Dual a) => double.IsNormal(a.Value);

    static bool INumberBase<Dual>.IsOddInteger(Dual a) => double.IsOddInteger(a.Value);

    static bool INumberBase<Dual>.IsPositive(Dual a) => double.IsPositive(a.Value);

    static bool INumberBase<Dual>.IsPositiveInfinity(Dual a) => double.IsPositiveInfinity(a.Value);

    static bool INumberBase<Dual>.IsRealNumber(Dual a) => double.IsRealNumber(a.Value);

    static bool INumberBase<Dual>.IsSubnormal(Dual a) => double.IsSubnormal(a.Value);

    static bool INumberBase<Dual>.IsZero(Dual a) => a == Zero;

    static bool IBinaryNumber<Dual>.IsPow2(Dual a) => double.IsPow2(a.Value);

    static Dual INumberBase<Dual>.MaxMagnitude(Dual a, Dual b) => throw Undefined();

    static Dual INumberBase<Dual>.MaxMagnitudeNumber(Dual a, Dual b) => throw Undefined();

    static Dual INumberBase<Dual>.MinMagnitude(Dual a, Dual b) => throw Undefined();

    static Dual INumberBase<Dual>.MinMagnitudeNumber(Dual a, Dual b) => throw Undefined();

    static Dual INumber<Dual>.Max(Dual a, Dual b) => IsNaN(a) || a > b ? a : b;

    static Dual INumber<Dual>.Min(Dual a, Dual b) => IsNaN(a) || a < b ? a : b;

    static Dual IBinaryNumber<Dual>.Log2(Dual a) => throw Undefined();

    static Dual IExponentialFunctions<Dual>.Exp(Dual a) => throw Undefined();

    static Dual IExponentialFunctions<Dual>.Exp10(Dual a) => throw Undefined();

    static Dual IExponentialFunctions<Dual>.Exp2(Dual a) => throw Undefined();

    static Dual IHyperbolicFunctions<Dual>.Acosh(Dual a) => throw Undefined();

    static Dual IHyperbolicFunctions<Dual>.Asinh(Dual a) => throw Undefined();

    static Dual IHyperbolicFunctions<Dual>.Atanh(Dual a) => throw Undefined();

    static Dual IHyperbolicFunctions<Dual>.Cosh(Dual a) => throw Undefined();

    static Dual IHyperbolicFunctions<Dual>.Sinh(Dual a) => throw Undefined();

    static Dual IHyperbolicFunctions<Dual>.Tanh(Dual a) => throw Undefined();

    static Dual ILogarithmicFunctions<Dual>.Log(Dual a) => throw Undefined();

    static Dual ILogarithmicFunctions<Dual>.Log10(Dual a) => throw Undefined();

    static Dual ILogarithmicFunctions<Dual>.Log2(Dual a) => throw Undefined();

    static Dual ILogarithmicFunctions<Dual>.Log(Dual a, Dual newBase) => throw Undefined();

    static Dual IPowerFunctions<Dual>.Pow(Dual a, Dual b) => throw Undefined();

    static Dual IRootFunctions<Dual>.Cbrt(Dual a) => throw Undefined();

    static Dual IRootFunctions<Dual>.Hypot(Dual a, Dual b) => throw Undefined();

    static Dual IRootFunctions<Dual>.RootN(Dual a, int n) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.Acos(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.AcosPi(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.Asin(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.AsinPi(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.Atan(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.AtanPi(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.Cos(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.CosPi(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.Sin(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.SinPi(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.Tan(Dual a) => throw Undefined();

    static Dual ITrigonometricFunctions<Dual>.TanPi(Dual a) => throw Undefined();

    static (Dual, Dual) ITrigonometricFunctions<Dual>.SinCos(Dual a) => throw Undefined();

    static (Dual, Dual) ITrigonometricFunctions<Dual>.SinCosPi(Dual a) => throw Undefined();

    static Dual IFloatingPointIeee754<Dual>.Atan2(Dual a, Dual b) => throw Undefined();

    static Dual IFloatingPointIeee754<Dual>.Atan2Pi(Dual a, Dual b) => throw Undefined();

    static Dual IFloatingPointIeee754<Dual>.Ieee754Remainder(Dual a, Dual b) => throw Undefined();

    static Dual IFloatingPointIeee754<Dual>.BitDecrement(Dual a) => new(Math.BitDecrement(a.Value), a.Tangent);

    static Dual IFloatingPointIeee754<Dual>.BitIncrement(Dual a) => new(Math.BitIncrement(a.Value), a.Tangent);

    static int IFloatingPointIeee754<Dual>.ILogB(Dual a) => throw Undefined();

    static Dual IFloatingPointIeee754<Dual>.FusedMultiplyAdd(Dual a, Dual b, Dual c) => new(
        Math.FusedMultiplyAdd(a.Value, b.Value, c.Value),
        Math.FusedMultiplyAdd(a.Value, b.Tangent, Math.FusedMultiplyAdd(a.Tangent, b.Value, c.Tangent)));

    static Dual IFloatingPointIeee754<Dual>.ScaleB(Dual a, int n) => new(Math.ScaleB(a.Value, n), Math.ScaleB(a.Tangent, n));

    static Dual IFloatingPoint<Dual>.Round(Dual a, int digits, MidpointRounding mode) => throw Undefined();

    int IFloatingPoint<Dual>.GetExponentByteCount() => throw Undefined();

    int IFloatingPoint<Dual>.GetExponentShortestBitLength() => throw Undefined();

    int IFloatingPoint<Dual>.GetSignificandBitLength() => throw Undefined();

    int IFloatingPoint<Dual>.GetSignificandByteCount() => throw Undefined();

    bool IFloatingPoint<Dual>.TryWriteExponentBigEndian(Span<byte> destination, out int bytesWritten) => throw Undefined();

    bool IFloatingPoint<Dual>.TryWriteExponentLittleEndian(Span<byte> destination, out int bytesWritten) => throw Undefined();

    bool IFloatingPoint<Dual>.TryWriteSignificandBigEndian(Span<byte> destination, out int bytesWritten) => throw Undefined();

    bool IFloatingPoint<Dual>.TryWriteSignificandLittleEndian(Span<byte> destination, out int bytesWritten) => throw Undefined();

    static Dual INumberBase<Dual>.Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider) => throw Undefined();

    static Dual INumberBase<Dual>.Parse(string s, NumberStyles style, IFormatProvider? provider) => throw Undefined();

    static Dual ISpanParsable<Dual>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => throw Undefined();

    static Dual IParsable<Dual>.Parse(string s, IFormatProvider? provider) => throw Undefined();

    static bool INumberBase<Dual>.TryParse(
        ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out Dual result) => throw Undefined();

    static bool INumberBase<Dual>.TryParse(
        [NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out Dual result) => throw Undefined();

    static bool ISpanParsable<Dual>.TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Dual result) =>
        throw Undefined();

    static bool IParsable<Dual>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Dual result) =>
        throw Undefined();

    static bool INumberBase<Dual>.TryConvertFromChecked<TOther>(TOther value, out Dual result)
    {
        result = value is Dual dual ? dual : double.CreateChecked(value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertToChecked<TOther>(Dual value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateChecked(value.Value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertFromSaturating<TOther>(TOther value, out Dual result)
    {
        result = value is Dual dual ? dual : double.CreateSaturating(value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertToSaturating<TOther>(Dual value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateSaturating(value.Value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertFromTruncating<TOther>(TOther value, out Dual result)
    {
        result = value is Dual dual ? dual : double.CreateTruncating(value);
        return true;
    }

    static bool INumberBase<Dual>.TryConvertToTruncating<TOther>(Dual value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating(value.Value);
        return true;
    }

    private static NotSupportedException Undefined([CallerMemberName] string name = "") =>
        new($"{name} is not defined for dual numbers.");
}
