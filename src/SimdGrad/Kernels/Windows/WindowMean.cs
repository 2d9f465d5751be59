using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The mean: the sum of the elements over the divisor, of which each gets an equal share.</summary>
internal readonly struct WindowMean : IWindowFormula
{
    public static bool GradientReadsElements => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Start<V>() where V : struct, IVec<V> => V.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step<V>(V result, V x) where V : struct, IVec<V> => result + x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Finish<V>(V result, V divisor) where V : struct, IVec<V> => result / divisor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Share<V>(V dy, V divisor) where V : struct, IVec<V> => dy / divisor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gradient<V>(ref V left, V x, V y) where V : struct, IVec<V> => left;
}
