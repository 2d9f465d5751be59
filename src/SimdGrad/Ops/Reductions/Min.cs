using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Minimum: y = min_i x[i]; the gradient is shared evenly among the elements that equal y, and NaN if y is.
/// </summary>
public readonly struct Min : IReductionOperation
{
    static bool ISliceGradient.ReadsInput => true;

    static bool ISliceGradient.ReadsSlice => true;

    static bool IReductionOperation.SharesAmongTies => true;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Forward<Min, T>(in context);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Backward<Min, T>(in context);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ISliceGradient.Of<V>(V x, V p, V dy) =>
        V.Select(x <= p, dy, V.Select(x >= p, V.Zero, p));

    static void IReductionOperation.Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots) => ReduceAxis.Min(x, layout, y);

    static void IReductionOperation.TieShares<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> shares) =>
        ReduceAxis.TieShares<MinCombine, T>(x, layout, shares);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Minimum of all elements, a scalar: y = min_i x[i], NaN if an element is.</summary>
        /// <exception cref="ArgumentException">There are no elements.</exception>
        public Tensor<T> Min() => ReductionOperation.Record<Min, T>(x);

        /// <summary>Minimum of the elements along an axis: y = min_i x[i], NaN if an element is.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">The axis has size 0, and the result elements.</exception>
        public Tensor<T> Min(Index axis, bool keepDims = false) => ReductionOperation.Record<Min, T>(x, axis, keepDims);

        /// <summary>Minimum of the elements along several axes: y = min_i x[i], NaN if an element is.</summary>
        /// <param name="axes">The axes, each once, as in <c>[0, ^1]</c>.</param>
        /// <param name="keepDims">Whether the axes stay, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">There are no axes, one occurs twice, or a size is 0.</exception>
        public Tensor<T> Min(ReadOnlySpan<Index> axes, bool keepDims = false) =>
            ReductionOperation.Record<Min, T>(x, axes, keepDims);
    }
}
