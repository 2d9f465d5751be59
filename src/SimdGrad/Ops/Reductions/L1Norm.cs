using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// L1 norm: y = sum_i |x[i]|; dx[i] = dy sign(x[i]), 0 where x[i] is 0, NaN where it is.
/// </summary>
public readonly struct L1Norm : IReductionOperation
{
    static bool ISliceGradient.ReadsInput => true;

    static bool ISliceGradient.ReadsSlice => false;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Forward<L1Norm, T>(in context);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Backward<L1Norm, T>(in context);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ISliceGradient.Of<V>(V x, V p, V dy) =>
        dy * V.Select(x > V.Zero, V.One, V.Select(x < V.Zero, -V.One, x));

    static void IReductionOperation.Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots) => ReduceAxis.L1Norm(x, layout, y);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>L1 norm of all elements, a scalar: y = sum_i |x[i]|; 0 if there are none.</summary>
        public Tensor<T> L1Norm() => ReductionOperation.Record<L1Norm, T>(x);

        /// <summary>L1 norm of the elements along an axis: y = sum_i |x[i]|; 0 if there are none.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor<T> L1Norm(Index axis, bool keepDims = false) => ReductionOperation.Record<L1Norm, T>(x, axis, keepDims);

        /// <summary>L1 norm of the elements along several axes: y = sum_i |x[i]|; 0 if there are none.</summary>
        /// <param name="axes">The axes, each once, as in <c>[0, ^1]</c>.</param>
        /// <param name="keepDims">Whether the axes stay, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">There are no axes, or one occurs twice.</exception>
        public Tensor<T> L1Norm(ReadOnlySpan<Index> axes, bool keepDims = false) =>
            ReductionOperation.Record<L1Norm, T>(x, axes, keepDims);
    }
}
