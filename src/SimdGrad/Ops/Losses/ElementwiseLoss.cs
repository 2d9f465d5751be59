using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> predictions) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// An elementwise loss with its gradient: w[i] * l(p[i], t[i]), or the sum of these, or that divided by the number of
        /// elements.
        /// </summary>
        /// <param name="loss">The loss l.</param>
        /// <param name="targets">The targets t, laid out as the predictions p.</param>
        /// <param name="weights">The weights w, laid out likewise; 1 everywhere if empty.</param>
        /// <param name="reduction">
        /// The mean over all elements, whatever their weights, the sum, or a tensor of the shape of the predictions.
        /// </param>
        /// <typeparam name="TLoss">The type of the loss.</typeparam>
        /// <exception cref="ArgumentException">
        /// The number of targets or weights is not that of the predictions, or a prediction or target is outside the domain of
        /// the loss; the message names index and value.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="reduction"/> is not a defined value.</exception>
        /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
        public Tensor<T> Loss<TLoss>(
            TLoss loss, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights = default, Reduction reduction = Reduction.Mean)
            where TLoss : struct, ILoss
        {
            CheckReduction(reduction);
            var tape = predictions.Tape;
            ref readonly var node = ref tape.NodeOf(predictions);
            ref readonly var shape = ref node.Shape;
            var p = node.Values;
            CheckLength(targets, in shape);
            if (!weights.IsEmpty)
                CheckLength(weights, in shape);
            T count = T.CreateTruncating(p.Length);
            T scale = reduction == Reduction.Mean ? T.One / count : T.One;
            var gradient = node.RequiresGradient ? tape.Allocate(p.Length) : default;
            if (reduction == Reduction.None)
            {
                var losses = tape.Allocate(p.Length);
                Losses.Evaluate(p, targets, scale, gradient.Span, loss, weights, losses.Span);
                return tape.Record<LossOperation>(in shape, losses, gradient, predictions);
            }
            var y = tape.Allocate(1);
            T sum = Losses.Evaluate(p, targets, scale, gradient.Span, loss, weights);
            y.Span[0] = reduction == Reduction.Mean ? sum / count : sum;
            return tape.Record<LossOperation>(default(Shape), y, gradient, predictions);
        }
    }

    private static void CheckLength<T>(
        ReadOnlySpan<T> values, in Shape shape, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (values.Length != shape.Length)
            throw new ArgumentException($"{name} has {values.Length} elements; the predictions have shape {shape}.", name);
    }

    private static void CheckReduction(Reduction reduction)
    {
        if (reduction is < Reduction.Mean or > Reduction.None)
            throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "The reductions are Mean, Sum and None.");
    }
}
