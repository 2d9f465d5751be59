using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// L2 norm: y = sqrt(sum_i x[i]^2), without overflow or underflow on the way; dx[i] = dy x[i] / y, 0 where y is 0.
/// </summary>
public readonly struct L2Norm : IReductionOperation
{
    static bool ISliceGradient.ReadsInput => true;

    static bool ISliceGradient.ReadsSlice => true;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Forward<L2Norm, T>(in context);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Backward<L2Norm, T>(in context);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ISliceGradient.Of<V>(V x, V p, V dy) =>
        V.Select(p <= V.Zero, V.Zero, dy * (x / p));

    static void IReductionOperation.Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots) => ReduceAxis.L2Norm(x, layout, y);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>L2 norm of all elements, a scalar: y = sqrt(sum_i x[i]^2); 0 if there are none.</summary>
        public Tensor<T> L2Norm() => ReductionOperation.Record<L2Norm, T>(x);

        /// <summary>L2 norm of the elements along an axis: y = sqrt(sum_i x[i]^2); 0 if there are none.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor<T> L2Norm(Index axis, bool keepDims = false) => ReductionOperation.Record<L2Norm, T>(x, axis, keepDims);

        /// <summary>L2 norm of the elements along several axes: y = sqrt(sum_i x[i]^2); 0 if there are none.</summary>
        /// <param name="axes">The axes, each once, as in <c>[0, ^1]</c>.</param>
        /// <param name="keepDims">Whether the axes stay, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">There are no axes, or one occurs twice.</exception>
        public Tensor<T> L2Norm(ReadOnlySpan<Index> axes, bool keepDims = false) =>
            ReductionOperation.Record<L2Norm, T>(x, axes, keepDims);
    }
}
