using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Log-sum-exp: y = log(sum_i exp(x[i])), from x - max x; dx[i] = dy exp(x[i] - y), 0 where y is -infinity.
/// </summary>
public readonly struct LogSumExp : IReductionOperation
{
    static bool ISliceGradient.ReadsInput => true;

    static bool ISliceGradient.ReadsSlice => true;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Forward<LogSumExp, T>(in context);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Backward<LogSumExp, T>(in context);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ISliceGradient.Of<V>(V x, V p, V dy) =>
        dy * VecMath.Exp(x - V.Select(p < V.Of(-double.MaxValue), V.Zero, p));

    static void IReductionOperation.Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots) => ReduceAxis.LogSumExp(x, layout, y);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Log-sum-exp of all elements, a scalar: y = log(sum_i exp(x[i])); -infinity if there are none.</summary>
        public Tensor<T> LogSumExp() => ReductionOperation.Record<LogSumExp, T>(x);

        /// <summary>Log-sum-exp of the elements along an axis: y = log(sum_i exp(x[i])); -infinity if there are none.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor<T> LogSumExp(Index axis, bool keepDims = false) =>
            ReductionOperation.Record<LogSumExp, T>(x, axis, keepDims);

        /// <summary>
        /// Log-sum-exp of the elements along several axes: y = log(sum_i exp(x[i])); -infinity if there are none.
        /// </summary>
        /// <param name="axes">The axes, each once, as in <c>[0, ^1]</c>.</param>
        /// <param name="keepDims">Whether the axes stay, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">There are no axes, or one occurs twice.</exception>
        public Tensor<T> LogSumExp(ReadOnlySpan<Index> axes, bool keepDims = false) =>
            ReductionOperation.Record<LogSumExp, T>(x, axes, keepDims);
    }
}
