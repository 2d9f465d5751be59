using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Targets of all classes of a row: v[j] = (share * t[j] + uniform) * w[j]. Without t they are uniform; without w the weights are
/// ones.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct DenseTargets<T>(T* targets, T* weights, T share, T uniform) where T : unmanaged
{
    private readonly T* _targets = targets, _weights = weights;
    private readonly T _share = share, _uniform = uniform;

    /// <summary>The same from an element on, which is at a column.</summary>
    public DenseTargets<T> From(nint element, nint column) => new(
        _targets == null ? null : _targets + element, _weights == null ? null : _weights + column, _share, _uniform);

    /// <summary>A whole vector of targets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T>
    {
        V v = V.Splat(_uniform);
        if (_targets != null)
            v = V.Fma(V.Splat(_share), V.Load(ref _targets[i]), v);
        return _weights == null ? v : v * V.Load(ref _weights[i]);
    }

    /// <summary>The first <paramref name="count"/> targets of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T>
    {
        V v = V.Splat(_uniform);
        if (_targets != null)
            v = V.Fma(V.Splat(_share), V.LoadPartial(ref _targets[i], count), v);
        return _weights == null ? v : v * V.LoadPartial(ref _weights[i], count);
    }

    /// <summary>The targets of one column of several rows, whose t are given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V OfColumn<V>(V targets, nint column) where V : struct, IVec<V, T>
    {
        V v = V.Splat(_uniform);
        if (_targets != null)
            v = V.Fma(V.Splat(_share), targets, v);
        return _weights == null ? v : v * V.Splat(_weights[column]);
    }

    /// <summary>t as it was given; null if the targets are uniform.</summary>
    public T* Targets => _targets;
}
