using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The terms of a reduction, for a fold over a span.</summary>
/// <typeparam name="TReduction">The reduction.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct ReductionTerm<TReduction, T>(ReadOnlySpan<T> x, T pivot) : ITerm<T>
    where TReduction : struct, IReduction
    where T : unmanaged
{
    private readonly SpanTerm<T> _x = new(x);
    private readonly T _pivot = pivot;

    public static bool IsCheap => TReduction.IsCheap;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => TReduction.Term(_x.At<V>(i), V.Splat(_pivot));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> =>
        TReduction.Term(_x.AtPartial<V>(i, count), V.Splat(_pivot));
}
