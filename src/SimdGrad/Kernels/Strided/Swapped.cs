using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A function of two operands with these exchanged: f(b, a).</summary>
/// <typeparam name="TOp">The type of the function f.</typeparam>
internal readonly struct Swapped<TOp>(TOp op) : IBinaryOp where TOp : unmanaged, IBinaryOp
{
    private readonly TOp _op = op;

    public double Reference(double a, double b) => _op.Reference(b, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V a, V b) where V : struct, IVec<V> => _op.Forward(b, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V>
    {
        var (db, da) = _op.Backward(b, a, dy);
        return (da, db);
    }
}
