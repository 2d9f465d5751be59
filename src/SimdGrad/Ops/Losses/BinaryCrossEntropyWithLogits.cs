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
    public double Reference(double prediction, double target)
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
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V size = V.Abs(prediction);
        V e = VecMath.ExpOfNonPositive(V.CopySign(size, V.Of(-1)));
        V negative = prediction < V.Zero;
        V sigmoid = V.Select(negative, e, V.One) / (V.One + e);
        V loss = V.Fma(size, V.Select(negative, target, V.One - target), VecMath.Log1pOfUnit(e));
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
        /// Binary cross-entropy with logits x, by default its mean, as PyTorch's <c>BCEWithLogitsLoss</c>; but a target outside
        /// [0, 1], NaN included, is an error. With s = sigmoid(x) an element is w (-q t log s - (1 - t) log(1 - s)).
        /// </summary>
        /// <param name="targets">The targets t in [0, 1], laid out as the logits.</param>
        /// <param name="positiveWeights">
        /// The factor q of the positive part: one, or one for each index along the last axis, such as the number of negative
        /// examples of a class for each positive one; 1 if empty.
        /// </param>
        /// <param name="weights">The factor w of each element's loss, laid out as the logits; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the losses of the elements.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights does not fit the logits, a target is outside [0, 1], or a positive weight negative or
        /// not finite; the message names index and value.
        /// </exception>
        public Tensor<T> BinaryCrossEntropyWithLogits(
            ReadOnlySpan<T> targets, ReadOnlySpan<T> positiveWeights = default, ReadOnlySpan<T> weights = default,
            Reduction reduction = Reduction.Mean)
        {
            CheckReduction(reduction);
            if (!positiveWeights.IsEmpty)
            {
                var shape = logits.Shape;
                CheckLength(targets, shape);
                if (!weights.IsEmpty)
                    CheckLength(weights, shape);
                if (positiveWeights.Length != 1 && positiveWeights.Length != (shape.Rank == 0 ? 1 : shape[^1]))
                    throw new ArgumentException(
                        $"positiveWeights has {positiveWeights.Length} elements; logits of shape {shape} take one, or "
                        + $"{(shape.Rank == 0 ? 1 : shape[^1])}.", nameof(positiveWeights));
                var split = SplitPositiveWeights.Record(logits.Tape, positiveWeights, targets, weights);
                weights = split[..shape.FlattenedLength];
                targets = split[shape.FlattenedLength..];
            }
            return logits.Loss(default(BinaryCrossEntropyWithLogits), targets, weights, reduction);
        }
    }
}
