using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Binary cross-entropy of a logit x and a target probability t: l = |x| (x &lt; 0 ? t : 1 - t) + log1p(exp(-|x|)), which is
/// -t log s - (1 - t) log(1 - s) for s = sigmoid(x) without its overflow; dl/dx = s - t.
/// </summary>
public readonly struct BinaryCrossEntropyWithLogits : ILoss
{
    /// <inheritdoc/>
    public static string? TargetDomain => "[0, 1]";

    /// <inheritdoc/>
    public static double Reference(double prediction, double target)
    {
        double x = Math.Exp(-Math.Abs(prediction));
        // log1p by Kahan's correction, since the BCL has none.
        double u = 1 + x;
        double log1P = u == 1 ? x : Math.Log(u) * x / (u - 1);
        return Math.Abs(prediction) * (prediction < 0 ? target : 1 - target) + log1P;
    }

    // The usual (1 - t) x + max(-x, 0) + log1p(e) is equal, but cancels for negative x, up to giving a right prediction the
    // loss 0. Here both terms are positive.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V size = V.Abs(prediction);
        V e = VecMath.Exp(-size);
        V negative = prediction < V.Zero;
        V sigmoid = V.Select(negative, e, V.One) / (V.One + e);
        V loss = V.Fma(size, V.Select(negative, target, V.One - target), VecMath.Log1p(e));
        return (loss, sigmoid - target);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsValidTarget<V>(V target) where V : struct, IVec<V> =>
        V.Select(target >= V.Zero, target <= V.One, V.Zero);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> logits) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Mean binary cross-entropy with logits, a scalar, as PyTorch's <c>BCEWithLogitsLoss</c>; but a target outside
        /// [0, 1], NaN included, is an error.
        /// </summary>
        /// <param name="targets">The targets in [0, 1], laid out as the logits.</param>
        /// <exception cref="ArgumentException">
        /// The number of targets is not that of the logits, or one is outside [0, 1]; the message names index and value.
        /// </exception>
        public Tensor<T> BinaryCrossEntropyWithLogits(ReadOnlySpan<T> targets) =>
            logits.MeanLoss<BinaryCrossEntropyWithLogits>(targets);
    }
}
