using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>exp(x[i] - max); also written to <c>y</c> unless that is empty.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct ExpTerm<T>(ReadOnlySpan<T> x, T max, Span<T> y) : ITerm<T> where T : unmanaged
{
    private readonly ReadOnlySpan<T> _x = x;
    private readonly T _max = max;
    private readonly Span<T> _y = y;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T>
    {
        var e = VecMath.ExpOfNonPositive(V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), i)) - V.Splat(_max));
        if (!_y.IsEmpty)
            V.Store(e, ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), i));
        return e;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T>
    {
        var x = V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), i), count);
        var e = VecMath.ExpOfNonPositive(x - V.Splat(_max));
        if (!_y.IsEmpty)
            V.StorePartial(e, ref Unsafe.Add(ref MemoryMarshal.GetReference(_y), i), count);
        return e;
    }
}
