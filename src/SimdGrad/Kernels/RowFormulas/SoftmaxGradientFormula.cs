using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The gradient of softmax y: dx = y (dy - p) with p = sum_k y[k] dy[k].</summary>
internal readonly struct SoftmaxGradientFormula : IRowFormula
{
    public static bool ReadsSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q) where V : struct, IVec<V> => a * (b - p);
}
