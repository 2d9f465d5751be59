using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Slices of a tensor at the given places along an axis: rows of a table, if it is the first. Indices are within the axis.
/// </summary>
internal static class IndexedSlices
{
    /// <summary>y[o, j, k] = x[o, indices[j], k].</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="layout">How its elements lie along the axis.</param>
    /// <param name="indices">The places.</param>
    /// <param name="y">Receives the slices.</param>
    public static void Gather<T>(ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<int> indices, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!y.IsEmpty)
            Sliced.Run<GatherKernel<T>, T>(new(x, layout, indices, y, 0, layout.Outer * indices.Length), layout.Inner);
    }

    /// <summary>dx[o, indices[j], k] += dy[o, j, k], in rising order of j; <paramref name="skipped"/> is left out.</summary>
    /// <param name="dy">The gradient with respect to the slices.</param>
    /// <param name="layout">How the elements of <paramref name="dx"/> lie along the axis.</param>
    /// <param name="indices">The places.</param>
    /// <param name="skipped">The place whose slices are not added; -1 if there is none.</param>
    /// <param name="dx">What is added to.</param>
    public static void ScatterAdd<T>(
        ReadOnlySpan<T> dy, AxisLayout layout, ReadOnlySpan<int> indices, int skipped, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!dy.IsEmpty)
            Isa.Run<ScatterKernel<T>, T>(new(dy, layout, indices, skipped, dx));
    }

    private readonly ref struct GatherKernel<T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<int> indices, Span<T> y, int start, int length)
        : ISliceKernel<GatherKernel<T>, T>
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly ReadOnlySpan<int> _indices = indices;
        private readonly Span<T> _y = y;

        public int Length => length;

        public GatherKernel<T> Slice(int from, int count) =>
            new(_x, layout, _indices, _y.Slice(from * layout.Inner, count * layout.Inner), start + from, count);

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int inner = layout.Inner;
            for (int i = 0; i < length; i++)
            {
                var (o, j) = int.DivRem(start + i, _indices.Length);
                int row = o * layout.Length + _indices[j];
                if (inner == 1)
                    _y[i] = _x[row];
                else
                    _x.Slice(row * inner, inner).CopyTo(_y[(i * inner)..]);
            }
        }
    }

    private readonly ref struct ScatterKernel<T>(
        ReadOnlySpan<T> dy, AxisLayout layout, ReadOnlySpan<int> indices, int skipped, Span<T> dx) : IKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _dy = dy;
        private readonly ReadOnlySpan<int> _indices = indices;
        private readonly Span<T> _dx = dx;

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int inner = layout.Inner;
            for (int o = 0; o < layout.Outer; o++)
            {
                for (int j = 0; j < _indices.Length; j++)
                {
                    int index = _indices[j], from = o * _indices.Length + j, to = o * layout.Length + index;
                    if (index == skipped)
                        continue;
                    if (inner == 1)
                        _dx[to] += _dy[from];
                    else
                        Axpy.Run<V, T>(
                            T.One, _dy.Slice(from * inner, inner), _dx.Slice(to * inner, inner), accumulate: true);
                }
            }
        }
    }
}
