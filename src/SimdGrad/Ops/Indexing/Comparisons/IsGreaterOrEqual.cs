using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>1 where a &gt;= b, else 0, also where either is NaN. It has no gradient, being constant but for jumps.</summary>
internal readonly struct IsGreaterOrEqual : IBinaryOp
{
    public double Reference(double a, double b) => a >= b ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V a, V b) where V : struct, IVec<V> => V.Select(a >= b, V.One, V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V> => (V.Zero, V.Zero);
}
