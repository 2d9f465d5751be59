using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A normalized row: (x[i] - mean) * inverse, times the weight and plus the bias where those are not empty.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct NormTerm<T>(
    ReadOnlySpan<T> x, T mean, T inverse, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias) : ITerm<T>
    where T : unmanaged
{
    private readonly SpanTerm<T> _x = new(x), _weight = new(weight), _bias = new(bias);
    private readonly T _mean = mean, _inverse = inverse;
    private readonly bool _hasWeight = !weight.IsEmpty, _hasBias = !bias.IsEmpty;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T>
    {
        V y = (_x.At<V>(i) - V.Splat(_mean)) * V.Splat(_inverse);
        if (_hasWeight)
            y *= _weight.At<V>(i);
        return _hasBias ? y + _bias.At<V>(i) : y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T>
    {
        V y = (_x.AtPartial<V>(i, count) - V.Splat(_mean)) * V.Splat(_inverse);
        if (_hasWeight)
            y *= _weight.AtPartial<V>(i, count);
        return _hasBias ? y + _bias.AtPartial<V>(i, count) : y;
    }
}
