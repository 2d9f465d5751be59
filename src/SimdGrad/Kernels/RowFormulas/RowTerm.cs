using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The values of a formula along a row.</summary>
/// <typeparam name="TFormula">The formula.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct RowTerm<TFormula, T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, T p = default, T q = default) : ITerm<T>
    where TFormula : struct, IRowFormula
    where T : unmanaged
{
    private readonly SpanTerm<T> _a = new(a), _b = new(b);
    private readonly T _p = p, _q = q;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> =>
        TFormula.Of(_a.At<V>(i), TFormula.ReadsSecond ? _b.At<V>(i) : V.Zero, V.Splat(_p), V.Splat(_q));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> =>
        TFormula.Of(
            _a.AtPartial<V>(i, count), TFormula.ReadsSecond ? _b.AtPartial<V>(i, count) : V.Zero, V.Splat(_p), V.Splat(_q));
}
