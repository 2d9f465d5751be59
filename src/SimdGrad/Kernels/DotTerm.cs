using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The products of two spans' elements.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct DotTerm<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) : ITerm<T> where T : unmanaged
{
    private readonly SpanTerm<T> _x = new(x), _y = new(y);

    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => _x.At<V>(i) * _y.At<V>(i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> =>
        _x.AtPartial<V>(i, count) * _y.AtPartial<V>(i, count);
}
