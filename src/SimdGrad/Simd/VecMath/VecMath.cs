using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

/// <summary>Elementary functions on vectors, with equal bits at every width.</summary>
/// <remarks>
/// <para>Error bounds are in units in the last place (ULP) of the exact result, denormal results included.</para>
/// <para>Range reduction is Cody and Waite's ("Software Manual for the Elementary Functions", 1980) with fused
/// multiply-adds; the polynomials are minimax fits made for this library with Remez' algorithm, coefficients
/// rounded one by one. No approximate reciprocals, or anything else that differs between processors.</para>
/// </remarks>
public static partial class VecMath
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private const double Log2E = 1.4426950408889634;

    // ln 2 rounded to the element type, and the rest of it.
    private const double Ln2High32 = 0.693147182;
    private const double Ln2Low32 = -1.90465421e-09;
    private const double Ln2High64 = 0.6931471805599453;
    private const double Ln2Low64 = 2.3190468138462996e-17;
}
