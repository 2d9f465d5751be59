using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Negative log-likelihood: l = -w[c] x[c] for each row x of logarithms of probabilities and its class c; dl/dx is -w[c] at c, 0
/// elsewhere.
/// </summary>
public readonly struct NegativeLogLikelihood : IOperation
{
    private readonly int _ignoreIndex;

    // Where a replay finds the classes; less than 0 for none.
    private readonly int _classes;
    private readonly Reduction _reduction;

    internal NegativeLogLikelihood(Reduction reduction, int ignoreIndex, int classes)
    {
        _reduction = reduction;
        _ignoreIndex = ignoreIndex;
        _classes = classes;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = context.InputShape(0);
        var classes = context.Tape.Recorder!.IndicesAt(_classes);
        RowLosses.CheckClasses(classes, shape[0], shape[1], _ignoreIndex);
        Evaluate(
            context.Input(0), shape, classes, context.HasInput(2) ? context.Input(2) : default,
            _reduction == Reduction.None ? context.Output : context.Scratch(shape[0]), context.Output, context.Saved);
    }

    /// <summary>Computes losses and gradient from checked classes.</summary>
    internal void Evaluate<T>(
        ReadOnlySpan<T> x, in Shape shape, ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights, Span<T> losses,
        Span<T> y, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T weight = RowLosses.WeightOf(classes, classWeights, _ignoreIndex);
        RowLosses.NegativeLogLikelihood(
            x, shape.Size(1), classes, TensorExtensions.MeanScale(weight, _reduction), losses, gradient, classWeights,
            _ignoreIndex);
        TensorExtensions.ReduceRows<T>(losses, weight, _reduction, y);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        default(LossOperation).Backward(in context);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> logProbabilities) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Negative log-likelihood -w[c] x[c] of the rows x with a class c each, by default the mean, as PyTorch's
        /// <c>NLLLoss</c>. From logits, <c>SoftmaxCrossEntropy</c> is faster and exact.
        /// </summary>
        /// <param name="classes">
        /// The index of the right class of each row of the logarithms of probabilities, which are [rows, classes].
        /// </param>
        /// <param name="classWeights">The weight w of each class; 1 for all if empty.</param>
        /// <param name="ignoreIndex">The class of rows that count nowhere; it may be none that exists.</param>
        /// <param name="reduction">
        /// The mean, which divides by the sum of the weights w[c] of the rows that are not ignored, the sum, or a tensor of the
        /// losses of the rows, 0 if ignored. If that sum of weights is 0, the mean is NaN and its gradients are 0.
        /// </param>
        /// <exception cref="ArgumentException">
        /// There are not two axes, there is not one class for each row, or not one weight for each class.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A class is negative or not less than the number of columns; the message names row and value.
        /// </exception>
        public Tensor<T> NegativeLogLikelihood(
            ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights = default,
            int ignoreIndex = RowLosses.DefaultIgnoreIndex, Reduction reduction = Reduction.Mean)
        {
            var shape = CheckClasses(logProbabilities.Shape, classes, classWeights, ignoreIndex, reduction);
            var tape = logProbabilities.Tape;
            NegativeLogLikelihood operation = new(
                reduction, ignoreIndex, tape.Recorder?.NumberOf(classes, nameof(classes)) ?? -1);
            var weightsOf = tape.SourceOf(classWeights, nameof(classWeights));
            var gradient = logProbabilities.RequiresGradient ? tape.Allocate(shape.FlattenedLength) : default;
            var losses = tape.Allocate(shape[0]);
            var y = reduction == Reduction.None ? losses : tape.Allocate(1);
            operation.Evaluate(
                logProbabilities.Values, in shape, classes, classWeights, losses.Span, y.Span, gradient.Span);
            return tape.Record(
                ShapeOfRowLosses(shape[0], reduction), y, gradient, logProbabilities, default, weightsOf, operation);
        }
    }
}
