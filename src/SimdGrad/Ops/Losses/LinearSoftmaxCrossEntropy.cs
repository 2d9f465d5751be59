using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Softmax cross-entropy of the logits x w + b of a linear layer, which never exist as a whole; the backward pass computes them
/// again, a block at a time.
/// </summary>
public readonly struct LinearSoftmaxCrossEntropy : IOperation
{
    // What is saved: the numbers below, the states of the rows, their classes as bits, and the weights of classes.
    private const int Numbers = 4;

    private readonly double _labelSmoothing;
    private readonly int _ignoreIndex;
    private readonly sbyte _reduction;

    // Where a replay finds the classes and their weights; less than 0 for none.
    private readonly sbyte _classWeights;
    private readonly short _classes;

    internal LinearSoftmaxCrossEntropy(
        double labelSmoothing, Reduction reduction, int ignoreIndex, int classes, int classWeights)
    {
        _labelSmoothing = labelSmoothing;
        _reduction = (sbyte)reduction;
        _ignoreIndex = ignoreIndex;
        _classes = checked((short)classes);
        _classWeights = checked((sbyte)classWeights);
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var replay = context.Tape.Recorder!;
        int rows = context.InputShape(0)[0], columns = context.InputShape(1)[1];
        var classes = replay.IndicesAt(_classes);
        RowLosses.CheckClasses(classes, rows, columns, _ignoreIndex);
        Evaluate(
            context.Input(0), context.Input(1), context.HasInput(2) ? context.Input(2) : default, rows, columns, classes,
            _classWeights < 0 ? default : replay.Kept<Tensor<T>>(_classWeights).Values, context.Saved,
            context.Scratch(LinearCrossEntropy<T>.ScratchLength(rows, columns)),
            (Reduction)_reduction == Reduction.None ? context.Output : context.Scratch(rows), context.Output);
    }

    /// <summary>Computes losses from checked classes, and what is saved.</summary>
    internal void Evaluate<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int rows, int columns, ReadOnlySpan<int> classes,
        ReadOnlySpan<T> classWeights, Span<T> saved, Span<T> scratch, Span<T> losses, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T total = RowLosses.WeightOf(classes, classWeights, _ignoreIndex);
        Save(
            saved, classes, columns, TensorExtensions.MeanScale(total, (Reduction)_reduction),
            T.CreateTruncating(_labelSmoothing), _ignoreIndex, classWeights);
        Run(
            x, weight, bias, rows, columns, saved, scratch, losses, default, default, false, default, false, default, false);
        TensorExtensions.ReduceRows<T>(losses, total, (Reduction)_reduction, y);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool hasBias = context.HasInput(2);
        bool addX = false, addW = false, addB = false;
        int rows = context.InputShape(0)[0], columns = context.InputShape(1)[1];
        var dx = context.NeedsGradient(0) ? context.InputGradient(0, out addX) : default;
        var dw = context.NeedsGradient(1) ? context.InputGradient(1, out addW) : default;
        var db = hasBias && context.NeedsGradient(2) ? context.InputGradient(2, out addB) : default;
        Run(
            context.Input(0), context.Input(1), hasBias ? context.Input(2) : default, rows, columns, context.Saved,
            context.Scratch(LinearCrossEntropy<T>.ScratchLength(rows, columns)), default, context.OutputGradient,
            dx, addX, dw, addW, db, addB);
    }

    /// <summary>The length of what is saved.</summary>
    internal static int SavedLength<T>(int rows, int columns, int classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        checked(Numbers + rows * LinearCrossEntropy<T>.StateLength(columns) + rows + classWeights);

    // Fills in what is saved, but for the states.
    private static void Save<T>(
        Span<T> saved, ReadOnlySpan<int> classes, int columns, T scale, T smoothing, int ignoreIndex,
        ReadOnlySpan<T> classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        saved[0] = scale;
        saved[1] = T.One - smoothing;
        saved[2] = smoothing / T.CreateTruncating(columns);
        MemoryMarshal.Cast<T, int>(saved.Slice(3, 1))[0] = ignoreIndex;
        int labels = Numbers + classes.Length * LinearCrossEntropy<T>.StateLength(columns);
        classes.CopyTo(MemoryMarshal.Cast<T, int>(saved.Slice(labels, classes.Length)));
        classWeights.CopyTo(saved[(labels + classes.Length)..]);
    }

    // Computes the losses, or, given a seed, the gradients.
    private static unsafe void Run<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, int rows, int columns, ReadOnlySpan<T> saved,
        Span<T> scratch, Span<T> losses, ReadOnlySpan<T> seed,
        Span<T> dx, bool addX, Span<T> dw, bool addW, Span<T> db, bool addB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int states = rows * LinearCrossEntropy<T>.StateLength(columns);
        fixed (T* s = saved, l = losses)
        {
            T* labels = s + Numbers + states, weights = saved.Length > Numbers + states + rows ? labels + rows : null;
            var linear = new LinearCrossEntropy<T>
            {
                Problem = new CrossEntropyProblem<T>
                {
                    Rows = rows,
                    Columns = columns,
                    Classes = (int*)labels,
                    IgnoreIndex = *(int*)(s + 3),
                    ClassWeights = weights,
                    ClassShare = s[1],
                    IsDense = s[2] != T.Zero,
                    Dense = new(null, weights, T.Zero, s[2]),
                    GradientScale = s[0],
                    Losses = l,
                },
                X = x,
                Weight = weight,
                Bias = bias,
                Features = x.Length / Math.Max(1, rows),
                States = new(s + Numbers, states),
                Scratch = scratch,
            };
            if (seed.IsEmpty)
                linear.Forward();
            else
                linear.Backward(seed, dx, addX, dw, addW, db, addB);
        }
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// The softmax cross-entropy of a linear layer's logits x w + b, as
        /// <c>x.Linear(weight, bias).SoftmaxCrossEntropy(classes)</c> but without memory for the logits: for very many classes.
        /// The backward pass computes the logits a second time.
        /// </summary>
        /// <param name="weight">The weight w, [features, classes], where x is [rows, features].</param>
        /// <param name="bias">The bias b, [classes]; default for none.</param>
        /// <param name="classes">The index of the right class of each row.</param>
        /// <param name="classWeights">The weight of each class; 1 for all if empty.</param>
        /// <param name="labelSmoothing">The part of each target, in [0, 1], that is spread over all classes.</param>
        /// <param name="ignoreIndex">The class of rows that count nowhere; it may be none that exists.</param>
        /// <param name="reduction">As in <c>SoftmaxCrossEntropy</c>.</param>
        /// <exception cref="ArgumentException">
        /// The shapes do not fit, there is not one class for each row, or not one weight for each class; or the tapes differ.
        /// </exception>
        /// <exception cref="ArgumentOutOfRangeException">
        /// A class is negative or not less than the number of classes (the message names row and value), or an option is out of
        /// range.
        /// </exception>
        public Tensor<T> LinearSoftmaxCrossEntropy(
            Tensor<T> weight, Tensor<T> bias, ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights = default,
            double labelSmoothing = 0, int ignoreIndex = RowLosses.DefaultIgnoreIndex, Reduction reduction = Reduction.Mean)
        {
            Shape input = x.Shape, matrix = weight.Shape;
            if (input.Rank != 2 || matrix.Rank != 2 || input[1] != matrix[0])
                throw new ArgumentException(
                    $"x has shape {input} and weight {matrix}; a linear layer takes [m, k] and [k, n].", nameof(weight));
            if (!bias.IsDefault && bias.Shape != new Shape(matrix[1]))
                throw new ArgumentException(
                    $"bias has shape {bias.Shape}; the weight {matrix} takes [{matrix[1]}].", nameof(bias));
            int rows = input[0], columns = matrix[1];
            CheckClasses([rows, columns], classes, classWeights, ignoreIndex, reduction);
            RowLosses.CheckLabelSmoothing(T.CreateTruncating(labelSmoothing));
            var tape = x.Tape;
            LinearSoftmaxCrossEntropy operation = new(
                labelSmoothing, reduction, ignoreIndex, tape.Recorder?.NumberOf(classes, nameof(classes)) ?? -1,
                tape.Recorder is { } replay && !classWeights.IsEmpty
                    ? replay.Keep(tape.SourceOf(classWeights, nameof(classWeights))) : -1);
            var saved = tape.Allocate(
                SimdGrad.LinearSoftmaxCrossEntropy.SavedLength<T>(rows, columns, classWeights.Length));
            var losses = tape.Allocate(rows);
            var y = reduction == Reduction.None ? losses : tape.Allocate(1);
            operation.Evaluate(
                x.Values, weight.Values, bias.IsDefault ? default : bias.Values, rows, columns, classes, classWeights,
                saved.Span, tape.Allocate(LinearCrossEntropy<T>.ScratchLength(rows, columns)).Span, losses.Span, y.Span);
            return tape.Record(ShapeOfRowLosses(rows, reduction), y, saved, x, weight, bias, operation);
        }
    }
}
