using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Softmax cross-entropy: l = -sum_j u[j] log softmax(x)[j] for each row x with targets u, computed from x - max x;
/// dl/dx = softmax(x) sum_j u[j] - u. A class is the target 1 at its index.
/// </summary>
public readonly struct SoftmaxCrossEntropy : IOperation
{
    private readonly double _labelSmoothing;
    private readonly int _ignoreIndex;

    // Where a replay finds the classes; less than 0 for none.
    private readonly short _classes;
    private readonly sbyte _reduction;

    internal SoftmaxCrossEntropy(
        double labelSmoothing, Reduction reduction, int ignoreIndex = RowLosses.DefaultIgnoreIndex, int classes = -1)
    {
        _labelSmoothing = labelSmoothing;
        _reduction = (sbyte)reduction;
        _ignoreIndex = ignoreIndex;
        _classes = checked((short)classes);
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var logits = context.InputShape(0);
        var classWeights = context.HasInput(2) ? context.Input(2) : default;
        var losses = (Reduction)_reduction == Reduction.None ? context.Output : context.Scratch(logits[0]);
        if (_classes < 0)
        {
            Evaluate(context.Input(0), logits, context.Input(1), classWeights, losses, context.Output, context.Saved);
            return;
        }
        var classes = context.Tape.Recorder!.IndicesAt(_classes);
        RowLosses.CheckClasses(classes, logits[0], logits[1], _ignoreIndex);
        Evaluate(context.Input(0), logits, classes, classWeights, losses, context.Output, context.Saved);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        default(LossOperation).Backward(in context);

    /// <summary>Computes losses and gradient from checked classes.</summary>
    internal void Evaluate<T>(
        ReadOnlySpan<T> logits, in Shape shape, ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights, Span<T> losses,
        Span<T> y, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T weight = RowLosses.WeightOf(classes, classWeights, _ignoreIndex);
        RowLosses.SoftmaxCrossEntropy(
            logits, shape.Size(1), classes, TensorExtensions.MeanScale(weight, (Reduction)_reduction), losses, gradient,
            classWeights, T.CreateTruncating(_labelSmoothing), _ignoreIndex);
        TensorExtensions.ReduceRows<T>(losses, weight, (Reduction)_reduction, y);
    }

    /// <summary>Computes losses and gradient from targets.</summary>
    internal void Evaluate<T>(
        ReadOnlySpan<T> logits, in Shape shape, ReadOnlySpan<T> targets, ReadOnlySpan<T> classWeights, Span<T> losses,
        Span<T> y, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T rows = T.CreateTruncating(shape.Size(0));
        RowLosses.SoftmaxCrossEntropy(
            logits, shape.Size(1), targets, TensorExtensions.MeanScale(rows, (Reduction)_reduction), losses, gradient,
            classWeights, T.CreateTruncating(_labelSmoothing));
        TensorExtensions.ReduceRows<T>(losses, rows, (Reduction)_reduction, y);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> logits) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Softmax cross-entropy of the rows with a class each, by default the mean, as PyTorch's <c>CrossEntropyLoss</c>: with p
        /// the softmax of a row, c its class, w the weights and s the smoothing,
        /// -(1 - s) w[c] log p[c] - s / classes * sum_j w[j] log p[j]. Value and gradient are computed together.
        /// </summary>
        /// <param name="classes">The index of the right class of each row of the logits, which are [rows, classes].</param>
        /// <param name="classWeights">The weight of each class; 1 for all if empty.</param>
        /// <param name="labelSmoothing">The part of each target, in [0, 1], that is spread over all classes.</param>
        /// <param name="ignoreIndex">The class of rows that count nowhere; it may be none that exists.</param>
        /// <param name="reduction">
        /// The mean, which divides by the sum of the weights w[c] of the rows that are not ignored, the sum, or a tensor of the
        /// losses of the rows, 0 if ignored. If that sum of weights is 0, the mean is NaN and its gradients are 0.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The logits have not two axes, there is not one class for each row, or not one weight for each class.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A class is negative or not less than the number of columns (the message names row and value), or an option is out of
        /// range.
        /// </exception>
        public Tensor<T> SoftmaxCrossEntropy(
            ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights = default, double labelSmoothing = 0,
            int ignoreIndex = RowLosses.DefaultIgnoreIndex, Reduction reduction = Reduction.Mean)
        {
            var shape = CheckClasses(logits.Shape, classes, classWeights, ignoreIndex, reduction);
            RowLosses.CheckLabelSmoothing(T.CreateTruncating(labelSmoothing));
            var tape = logits.Tape;
            SoftmaxCrossEntropy operation = new(
                labelSmoothing, reduction, ignoreIndex, tape.Recorder?.NumberOf(classes, nameof(classes)) ?? -1);
            var weightsOf = tape.SourceOf(classWeights, nameof(classWeights));
            var gradient = logits.RequiresGradient ? tape.Allocate(shape.FlattenedLength) : default;
            var losses = tape.Allocate(shape.Size(0));
            var y = reduction == Reduction.None ? losses : tape.Allocate(1);
            operation.Evaluate(logits.Values, in shape, classes, classWeights, losses.Span, y.Span, gradient.Span);
            return tape.Record(
                ShapeOfRowLosses(shape.Size(0), reduction), y, gradient, logits, default, weightsOf, operation);
        }

        /// <summary>
        /// Softmax cross-entropy of the rows with a target for each class, by default the mean, as PyTorch's
        /// <c>CrossEntropyLoss</c>: with p the softmax of a row, t its targets, w the weights and s the smoothing,
        /// -sum_j w[j] ((1 - s) t[j] + s / classes) log p[j], where 0 log 0 is 0. Value and gradient are computed together.
        /// </summary>
        /// <param name="targets">The targets, laid out as the logits, which are [rows, classes]; mostly probabilities.</param>
        /// <param name="classWeights">The weight of each class; 1 for all if empty.</param>
        /// <param name="labelSmoothing">The part of the targets, in [0, 1], that is replaced by uniform ones.</param>
        /// <param name="reduction">
        /// The mean over the rows, whatever their weights, the sum, or a tensor of the losses of the rows.
        /// </param>
        /// <exception cref="ArgumentException">
        /// The logits have not two axes, there is not one target for each logit, or not one weight for each class.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
        public Tensor<T> SoftmaxCrossEntropy(
            ReadOnlySpan<T> targets, ReadOnlySpan<T> classWeights = default, double labelSmoothing = 0,
            Reduction reduction = Reduction.Mean)
        {
            CheckReduction(reduction);
            var shape = logits.Shape;
            if (shape.Rank != 2 || shape[1] == 0 || targets.Length != shape.FlattenedLength)
                throw new ArgumentException(
                    $"targets has {targets.Length} elements and the logits have shape {shape}; "
                    + "it takes one target for each logit of [rows, classes].", nameof(targets));
            RowLosses.CheckClassWeights(classWeights, shape[1]);
            RowLosses.CheckLabelSmoothing(T.CreateTruncating(labelSmoothing));
            var tape = logits.Tape;
            SoftmaxCrossEntropy operation = new(labelSmoothing, reduction);
            var (targetsOf, weightsOf) =
                (tape.SourceOf(targets, nameof(targets)), tape.SourceOf(classWeights, nameof(classWeights)));
            var gradient = logits.RequiresGradient ? tape.Allocate(shape.FlattenedLength) : default;
            var losses = tape.Allocate(shape.Size(0));
            var y = reduction == Reduction.None ? losses : tape.Allocate(1);
            operation.Evaluate(logits.Values, in shape, targets, classWeights, losses.Span, y.Span, gradient.Span);
            return tape.Record(
                ShapeOfRowLosses(shape.Size(0), reduction), y, gradient, logits, targetsOf, weightsOf, operation);
        }
    }
}
