using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// dy * h with the normalized h = (x - mean) * inverse of each row: its column sums are the gradient of the weight.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct NormWeightColumns<T>(T* x, T* dy, T* means, T* inverses, nint columns) : IColumnTerm<T>
    where T : unmanaged
{
    private readonly T* _x = x, _dy = dy, _means = means, _inverses = inverses;
    private readonly nint _columns = columns;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint row, nint column) where V : struct, IVec<V, T>
    {
        nint i = row * _columns + column;
        V mean = _means == null ? V.Zero : V.Splat(_means[row]);
        return (V.Load(ref _x[i]) - mean) * V.Splat(_inverses[row]) * V.Load(ref _dy[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint row, nint column, int count) where V : struct, IVec<V, T>
    {
        nint i = row * _columns + column;
        V mean = _means == null ? V.Zero : V.Splat(_means[row]);
        return (V.LoadPartial(ref _x[i], count) - mean) * V.Splat(_inverses[row]) * V.LoadPartial(ref _dy[i], count);
    }
}
