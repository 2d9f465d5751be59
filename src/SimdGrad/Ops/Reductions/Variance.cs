using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Variance of n elements with mean m: y = sum_i (x[i] - m)^2 / (n - c); dx[i] = dy 2 (x[i] - m) / (n - c).
/// </summary>
public readonly struct Variance : IReductionOperation
{
    static bool ISliceGradient.ReadsInput => true;

    static bool ISliceGradient.ReadsSlice => true;

    static bool IReductionOperation.KeepsPivots => true;

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Forward<Variance, T>(in context);

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ReductionOperation.Backward<Variance, T>(in context);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static V ISliceGradient.Of<V>(V x, V p, V dy) => dy * (x - p);

    static void IReductionOperation.Forward<T>(
        ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots) =>
        ReduceAxis.Variance(x, layout, correction, y, pivots);

    static T IReductionOperation.Factor<T>(int length, int correction) =>
        T.CreateTruncating(2) / T.CreateTruncating(Math.Max(0, length - correction));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Variance of all n elements, a scalar: y = sum_i (x[i] - m)^2 / (n - c) with the mean m.</summary>
        /// <param name="correction">
        /// c: 1 for the unbiased estimate from a sample, 0 for the variance of all there is. If n is not above c, the result is
        /// infinite or NaN.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="correction"/> is negative.</exception>
        public Tensor<T> Variance(int correction = 1) => ReductionOperation.Record<Variance, T>(x, correction);

        /// <summary>Variance of the n elements along an axis: y = sum_i (x[i] - m)^2 / (n - c) with the mean m.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="correction">
        /// c: 1 for the unbiased estimate from a sample, 0 for the variance of all there is. If n is not above c, the result is
        /// infinite or NaN.
        /// </param>
        /// <param name="keepDims">Whether the axis stays, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// There is no such axis, or <paramref name="correction"/> is negative.
        /// </exception>
        public Tensor<T> Variance(Index axis, int correction = 1, bool keepDims = false) =>
            ReductionOperation.Record<Variance, T>(x, axis, keepDims, correction);

        /// <summary>Variance of the n elements along several axes: y = sum_i (x[i] - m)^2 / (n - c) with the mean m.</summary>
        /// <param name="axes">The axes, each once, as in <c>[0, ^1]</c>.</param>
        /// <param name="correction">
        /// c: 1 for the unbiased estimate from a sample, 0 for the variance of all there is. If n is not above c, the result is
        /// infinite or NaN.
        /// </param>
        /// <param name="keepDims">Whether the axes stay, with size 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// There is no such axis, or <paramref name="correction"/> is negative.
        /// </exception>
        /// <exception cref="ArgumentException">There are no axes, or one occurs twice.</exception>
        public Tensor<T> Variance(ReadOnlySpan<Index> axes, int correction = 1, bool keepDims = false) =>
            ReductionOperation.Record<Variance, T>(x, axes, keepDims, correction);
    }
}
