using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Absolute error: l = |p - t|; dl/dp = sign(p - t), 0 at a tie, NaN if p or t is.</summary>
public readonly struct MeanAbsoluteError : ILoss
{
    /// <inheritdoc/>
    public static string? TargetDomain => null;

    /// <inheritdoc/>
    public static double Reference(double prediction, double target) => Math.Abs(prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V d = prediction - target;
        return (V.Abs(d), V.Select(d > V.Zero, V.One, V.Select(d < V.Zero, -V.One, d)));
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mean absolute error, a scalar: sum_i |p[i] - t[i]| / n, as PyTorch's <c>L1Loss</c>.</summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <exception cref="ArgumentException">The number of targets is not that of the predictions.</exception>
        public Tensor<T> MeanAbsoluteError(ReadOnlySpan<T> targets) => predictions.MeanLoss<MeanAbsoluteError>(targets);
    }
}
