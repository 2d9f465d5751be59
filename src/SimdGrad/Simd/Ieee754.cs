using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SimdGrad.Simd;

/// <summary>Constants of the IEEE 754 formats that the vector types take numbers apart with.</summary>
internal static class Ieee754
{
    /// <summary>2^23: from here on a float holds integers only.</summary>
    public const float Pow23 = 1 << 23;

    /// <summary>2^52: from here on a double holds integers only.</summary>
    public const double Pow52 = 1L << 52;

    /// <summary>2^500.</summary>
    public const double Pow500 = 3.273390607896142e+150;

    /// <summary>1.5 * 2^23: a small number added to it stands in the low bits, rounded to an integer, ties to even.</summary>
    public const float Integer32 = 1.5f * Pow23;

    /// <summary>1.5 * 2^52: what <see cref="Integer32"/> is to float.</summary>
    public const double Integer64 = 1.5 * Pow52;

    /// <summary>The smallest normal float, 2^-126.</summary>
    public const double MinNormal32 = 1.1754943508222875e-38;

    /// <summary>The smallest normal double, 2^-1022.</summary>
    public const double MinNormal64 = 2.2250738585072014e-308;

    /// <summary>The bits of 0.75, as a float.</summary>
    public const int ThreeQuarters32 = 0x3F400000;

    /// <summary>The bits of 1 less those of 0.75, as floats.</summary>
    public const int ThreeQuartersToOne32 = 1 << 22;

    /// <summary>The bits of 1 less those of 0.75, as doubles.</summary>
    public const long ThreeQuartersToOne64 = 1L << 51;

    /// <summary>The power of two by which <see cref="DenormalScale"/> lifts a denormal into the normal range.</summary>
    public const int DenormalShift = 54;

    /// <summary>2^54.</summary>
    public const double DenormalScale = 1L << DenormalShift;

    /// <summary>
    /// The nearest float. The conversion of x86 keeps the upper part of the register that it writes to, so that it waits for what
    /// was last in it, in a loop the end of the previous turn; here that is zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(double x) => Sse2.IsSupported
        ? Sse2.ConvertScalarToVector128Single(Vector128<float>.Zero, Vector128.CreateScalarUnsafe(x)).ToScalar()
        : (float)x;
}
