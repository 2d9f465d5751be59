using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Mean of n elements: y = sum_i x[i] / n; dx[i] = dy / n.
/// </summary>
public readonly struct Mean : IReductionOperation
{
    static bool ISliceGradient.ReadsInput => false;

    static bool ISliceGradient.ReadsSlice => false;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Forward<Mean, T>(in context);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Backward<Mean, T>(in context);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ISliceGradient.Of<V>(V x, V p, V dy) => dy;

    static void IReductionOperation.Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots) => ReduceAxis.Mean(x, layout, y);

    static T IReductionOperation.Factor<T>(int length, int correction) => T.One / T.CreateTruncating(length);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mean of all elements, a scalar: y = sum_i x[i] / n; NaN if there are none.</summary>
        public Tensor<T> Mean() => ReductionOperation.Record<Mean, T>(x);

        /// <summary>Mean of the elements along an axis: y = sum_i x[i] / n; NaN if there are none.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor<T> Mean(Index axis, bool keepDims = false) => ReductionOperation.Record<Mean, T>(x, axis, keepDims);

        /// <summary>Mean of the elements along several axes: y = sum_i x[i] / n; NaN if there are none.</summary>
        /// <param name="axes">The axes, each once, as in <c>[0, ^1]</c>.</param>
        /// <param name="keepDims">Whether the axes stay, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">There are no axes, or one occurs twice.</exception>
        public Tensor<T> Mean(ReadOnlySpan<Index> axes, bool keepDims = false) =>
            ReductionOperation.Record<Mean, T>(x, axes, keepDims);
    }
}
