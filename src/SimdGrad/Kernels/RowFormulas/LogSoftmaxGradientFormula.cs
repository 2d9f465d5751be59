using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The gradient of log-softmax y: dx = dy - exp(y) p with p = sum_k dy[k].</summary>
internal readonly struct LogSoftmaxGradientFormula : IRowFormula
{
    public static bool ReadsSecond => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q) where V : struct, IVec<V> => V.Fnma(VecMath.Exp(a), p, b);
}
