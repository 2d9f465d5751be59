using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// A number where a mask says so, and x elsewhere: y = value where (mask is not 0) = where; dx = dy elsewhere. The mask has no
/// gradient: it is constant but for jumps. NaN is not 0.
/// </summary>
internal readonly struct Mask(double value, bool where) : IBinaryOp
{
    private readonly double _value = value;
    private readonly bool _where = where;

    public double Reference(double x, double mask) => mask != 0 == _where ? _value : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x, V mask) where V : struct, IVec<V> => Of(mask, V.OfVariable(_value), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Da, V Db) Backward<V>(V x, V mask, V dy) where V : struct, IVec<V> => (Of(mask, V.Zero, dy), V.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Of<V>(V mask, V there, V elsewhere) where V : struct, IVec<V>
    {
        V isZero = V.Abs(mask) <= V.Zero;
        return _where ? V.Select(isZero, elsewhere, there) : V.Select(isZero, there, elsewhere);
    }
}
