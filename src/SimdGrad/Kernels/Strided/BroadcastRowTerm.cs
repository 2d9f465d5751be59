using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>dy df/dx along a row for an operand x that is one number there.</summary>
/// <typeparam name="TOp">The function.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct BroadcastRowTerm<TOp, T>(T x, T* other, T* dy, TOp op) : ITerm<T>
    where TOp : unmanaged, IBinaryOp
    where T : unmanaged
{
    private readonly T _x = x;
    private readonly T* _other = other, _dy = dy;
    private readonly TOp _op = op;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> =>
        _op.Backward(V.Splat(_x), V.Load(ref _other[i]), V.Load(ref _dy[i])).Da;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> =>
        _op.Backward(V.Splat(_x), V.LoadPartial(ref _other[i], count), V.LoadPartial(ref _dy[i], count)).Da;
}
