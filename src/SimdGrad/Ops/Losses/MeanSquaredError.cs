using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Squared error: l = (p - t)^2; dl/dp = 2 (p - t).</summary>
public readonly struct MeanSquaredError : ILoss
{
    /// <inheritdoc/>
    public static string? TargetDomain => null;

    /// <inheritdoc/>
    public static double Reference(double prediction, double target) => (prediction - target) * (prediction - target);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V d = prediction - target;
        return (d * d, d + d);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mean squared error, a scalar: sum_i (p[i] - t[i])^2 / n, as PyTorch's <c>MSELoss</c>.</summary>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <exception cref="ArgumentException">The number of targets is not that of the predictions.</exception>
        public Tensor<T> MeanSquaredError(ReadOnlySpan<T> targets) => predictions.MeanLoss<MeanSquaredError>(targets);
    }
}
