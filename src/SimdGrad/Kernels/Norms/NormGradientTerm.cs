using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// A function of the normalized h = (x[i] - mean) * inverse and of g = dy[i] * weight[i], the gradient with respect to it,
/// times a factor. The weight may be empty.
/// </summary>
/// <typeparam name="TPart">The function of h and g.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct NormGradientTerm<TPart, T>(
    ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, T mean, T inverse, T factor, T p = default, T q = default)
    : ITerm<T>
    where TPart : struct, IRowFormula
    where T : unmanaged
{
    private readonly SpanTerm<T> _x = new(x), _dy = new(dy), _weight = new(weight);
    private readonly T _mean = mean, _inverse = inverse, _factor = factor, _p = p, _q = q;
    private readonly bool _hasWeight = !weight.IsEmpty;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T>
    {
        V h = (_x.At<V>(i) - V.Splat(_mean)) * V.Splat(_inverse), g = _dy.At<V>(i);
        return V.Splat(_factor) * TPart.Of(h, _hasWeight ? g * _weight.At<V>(i) : g, V.Splat(_p), V.Splat(_q));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T>
    {
        V h = (_x.AtPartial<V>(i, count) - V.Splat(_mean)) * V.Splat(_inverse), g = _dy.AtPartial<V>(i, count);
        return V.Splat(_factor) * TPart.Of(h, _hasWeight ? g * _weight.AtPartial<V>(i, count) : g, V.Splat(_p), V.Splat(_q));
    }
}
