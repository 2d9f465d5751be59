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
            where TLoss : unmanaged, ILoss
        {
            CheckReduction(reduction);
            ref readonly var shape = ref predictions.Tape.NodeOf(predictions).Shape;
            CheckLength(targets, in shape);
            if (!weights.IsEmpty)
                CheckLength(weights, in shape);
            return reduction switch
            {
                Reduction.Mean => RecordLoss(default, predictions, targets, weights, new ElementLoss<TLoss, OfMean>(loss)),
                Reduction.Sum => RecordLoss(default, predictions, targets, weights, new ElementLoss<TLoss, OfSum>(loss)),
                _ => RecordLoss(in shape, predictions, targets, weights, new ElementLoss<TLoss, OfNone>(loss)),
            };
        }
    }

    private static Tensor<T> RecordLoss<TLoss, TReduction, T>(
        in Shape shape, Tensor<T> predictions, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights,
        ElementLoss<TLoss, TReduction> operation)
        where TLoss : unmanaged, ILoss
        where TReduction : struct, IConstant
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = predictions.Tape;
        var (targetsOf, weightsOf) = (tape.SourceOf(targets, nameof(targets)), tape.SourceOf(weights, nameof(weights)));
        ref readonly var node = ref tape.NodeOf(predictions);
        var gradient = node.RequiresGradient ? tape.Allocate(node.Shape.FlattenedLength) : default;
        var y = tape.Allocate(shape.FlattenedLength);
        operation.Evaluate(node.Values, targets, weights, y.Span, gradient.Span);
        return tape.Record(in shape, y, gradient, predictions, targetsOf, weightsOf, operation);
    }

    private static void CheckLength<T>(
        ReadOnlySpan<T> values, in Shape shape, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (values.Length != shape.FlattenedLength)
            throw new ArgumentException($"{name} has {values.Length} elements; the predictions have shape {shape}.", name);
    }

    private readonly struct OfMean : IConstant
    {
        public static int Value => (int)Reduction.Mean;
    }

    private readonly struct OfSum : IConstant
    {
        public static int Value => (int)Reduction.Sum;
    }

    private readonly struct OfNone : IConstant
    {
        public static int Value => (int)Reduction.None;
    }

    private static void CheckReduction(Reduction reduction)
    {
        if (reduction is < Reduction.Mean or > Reduction.None)
            throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "The reductions are Mean, Sum and None.");
    }
}
