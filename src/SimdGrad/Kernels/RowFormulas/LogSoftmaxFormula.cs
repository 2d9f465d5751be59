using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Log-softmax: x - p - q, with the maximum p of the row and q = log(sum_k exp(x[k] - p)).</summary>
internal readonly struct LogSoftmaxFormula : IRowFormula
{
    public static bool ReadsSecond => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Of<V>(V a, V b, V p, V q) where V : struct, IVec<V> => a - p - q;
}
