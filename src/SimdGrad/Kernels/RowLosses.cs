using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Losses of the rows of a row-major matrix: the values and the gradients in one pass over the data.</summary>
public static class RowLosses
{
    /// <summary>The class of rows that count nowhere, if no other is given: PyTorch's.</summary>
    public const int DefaultIgnoreIndex = -100;

    /// <summary>
    /// Softmax cross-entropy from class indices: with p = softmax(x[r]), computed from x - max x so that it cannot overflow, c
    /// the class of the row and w the weights, losses[r] = -(1 - s) w[c] log p[c] - s / columns * sum_j w[j] log p[j], and
    /// gradient is scale times its derivative.
    /// </summary>
    /// <param name="logits">The rows x, one after the other.</param>
    /// <param name="columns">The length of a row: the number of classes.</param>
    /// <param name="classes">The index c of the right class of each row.</param>
    /// <param name="scale">The factor of the gradient; 1 / rows for the gradient of the mean.</param>
    /// <param name="losses">Receives the loss of each row; 0 if it is ignored.</param>
    /// <param name="gradient">
    /// Receives the gradient, laid out as <paramref name="logits"/>, in place if it is that; not written if empty.
    /// </param>
    /// <param name="classWeights">The weight w of each class; 1 for all if empty.</param>
    /// <param name="labelSmoothing">The part s of the target, in [0, 1], that is spread over all classes.</param>
    /// <param name="ignoreIndex">The class of rows that count nowhere; it may be none that exists.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> is less than 1, <paramref name="labelSmoothing"/> is outside [0, 1], or a class is not in
    /// [0, columns); the message names row and value. Nothing is written.
    /// </exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static unsafe void SoftmaxCrossEntropy<T>(
        ReadOnlySpan<T> logits, int columns, ReadOnlySpan<int> classes, T scale, Span<T> losses, Span<T> gradient,
        ReadOnlySpan<T> classWeights = default, T labelSmoothing = default, int ignoreIndex = DefaultIgnoreIndex)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(logits, columns, losses, gradient, classWeights, labelSmoothing);
        CheckClasses(classes, rows, columns, ignoreIndex);
        T uniform = labelSmoothing / T.CreateTruncating(columns);
        fixed (T* x = logits, l = losses, g = gradient, w = classWeights)
        fixed (int* c = classes)
            Sliced.Run<CrossEntropyKernel<T>, T>(new(new CrossEntropyProblem<T>
            {
                Logits = x,
                Rows = rows,
                Columns = columns,
                Classes = c,
                IgnoreIndex = ignoreIndex,
                ClassWeights = w,
                ClassShare = T.One - labelSmoothing,
                IsDense = uniform != T.Zero,
                Dense = new(null, w, T.Zero, uniform),
                GradientScale = scale,
                Losses = l,
                Gradient = g,
            }), columns);
    }

    /// <summary>
    /// Softmax cross-entropy from soft targets t: with p = softmax(x[r]) and u = w ((1 - s) t[r] + s / columns), losses[r] =
    /// -sum_j u[j] log p[j], where 0 log 0 is 0, and gradient is scale times its derivative, p sum_j u[j] - u.
    /// </summary>
    /// <param name="logits">The rows x, one after the other.</param>
    /// <param name="columns">The length of a row: the number of classes.</param>
    /// <param name="targets">The targets t, laid out as <paramref name="logits"/>; rows need not sum to 1.</param>
    /// <param name="scale">The factor of the gradient; 1 / rows for the gradient of the mean.</param>
    /// <param name="losses">Receives the loss of each row.</param>
    /// <param name="gradient">
    /// Receives the gradient, laid out as <paramref name="logits"/>, in place if it is that; not written if empty.
    /// </param>
    /// <param name="classWeights">The weight w of each class; 1 for all if empty.</param>
    /// <param name="labelSmoothing">The part s of the targets, in [0, 1], that is replaced by uniform ones.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> is less than 1, or <paramref name="labelSmoothing"/> is outside [0, 1].
    /// </exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static unsafe void SoftmaxCrossEntropy<T>(
        ReadOnlySpan<T> logits, int columns, ReadOnlySpan<T> targets, T scale, Span<T> losses, Span<T> gradient,
        ReadOnlySpan<T> classWeights = default, T labelSmoothing = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(logits, columns, losses, gradient, classWeights, labelSmoothing);
        SpanGuard.SameLength(logits, targets);
        SpanGuard.Disjoint(targets, losses);
        SpanGuard.Disjoint(targets, gradient);
        fixed (T* x = logits, t = targets, l = losses, g = gradient, w = classWeights)
            Sliced.Run<CrossEntropyKernel<T>, T>(new(new CrossEntropyProblem<T>
            {
                Logits = x,
                Rows = rows,
                Columns = columns,
                IsDense = true,
                Dense = new(t, w, T.One - labelSmoothing, labelSmoothing / T.CreateTruncating(columns)),
                GradientScale = scale,
                Losses = l,
                Gradient = g,
            }), columns);
    }

    /// <summary>
    /// Negative log-likelihood: losses[r] = -w[c] x[r, c], c being the class of the row, and gradient[r, j] = -scale * w[c] at
    /// j = c, 0 elsewhere.
    /// </summary>
    /// <param name="logProbabilities">The rows x, one after the other.</param>
    /// <param name="columns">The length of a row: the number of classes.</param>
    /// <param name="classes">The index c of the right class of each row.</param>
    /// <param name="scale">The factor of the gradient; 1 / rows for the gradient of the mean.</param>
    /// <param name="losses">Receives the loss of each row; 0 if it is ignored.</param>
    /// <param name="gradient">
    /// Receives the gradient, laid out as <paramref name="logProbabilities"/>, in place if it is that; not written if empty.
    /// </param>
    /// <param name="classWeights">The weight w of each class; 1 for all if empty.</param>
    /// <param name="ignoreIndex">The class of rows that count nowhere; it may be none that exists.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> is less than 1, or a class is not in [0, columns); the message names row and value. Nothing is
    /// written.
    /// </exception>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void NegativeLogLikelihood<T>(
        ReadOnlySpan<T> logProbabilities, int columns, ReadOnlySpan<int> classes, T scale, Span<T> losses, Span<T> gradient,
        ReadOnlySpan<T> classWeights = default, int ignoreIndex = DefaultIgnoreIndex)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Check(logProbabilities, columns, losses, gradient, classWeights, T.Zero);
        CheckClasses(classes, rows, columns, ignoreIndex);
        for (int r = 0; r < rows; r++)
        {
            int label = classes[r];
            T weight = label == ignoreIndex ? T.Zero : classWeights.IsEmpty ? T.One : classWeights[label];
            losses[r] = label == ignoreIndex ? T.Zero : weight * -logProbabilities[r * columns + label];
            if (gradient.IsEmpty)
                continue;
            gradient.Slice(r * columns, columns).Clear();
            if (label != ignoreIndex)
                gradient[r * columns + label] = -scale * weight;
        }
    }

    /// <summary>
    /// Cosine embedding loss: with k the cosine of rows a[r] and b[r], losses[r] = 1 - k if the target of the row is 1,
    /// max(0, k - margin) if it is -1; the gradients are scale times its derivatives, 0 at the kink.
    /// </summary>
    /// <remarks>1e-12 is added to the squares of the norms, as in PyTorch, so that the cosine of zeros is 0.</remarks>
    /// <param name="a">The rows a, one after the other.</param>
    /// <param name="b">The rows b, likewise.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="targets">For each pair of rows 1 if they are to be alike, -1 if not.</param>
    /// <param name="margin">The cosine up to which rows that are not to be alike have no loss.</param>
    /// <param name="scale">The factor of the gradients; 1 / rows for the gradients of the mean.</param>
    /// <param name="losses">Receives the loss of each pair.</param>
    /// <param name="gradientA">Receives the gradient by a; not written if empty.</param>
    /// <param name="gradientB">Receives the gradient by b; not written if empty.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> is less than 1, or <paramref name="margin"/> is not finite.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// Lengths do not fit, a result overlaps another span, or a target is neither 1 nor -1; the message names row and value.
    /// Nothing is written.
    /// </exception>
    public static void CosineEmbedding<T>(
        ReadOnlySpan<T> a, ReadOnlySpan<T> b, int columns, ReadOnlySpan<T> targets, T margin, T scale, Span<T> losses,
        Span<T> gradientA, Span<T> gradientB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        int rows = Rows.CheckColumns(a.Length, columns, nameof(a));
        SpanGuard.SameLength(a, b);
        if (targets.Length != rows)
            throw new ArgumentException($"targets has {targets.Length} elements for {rows} rows.", nameof(targets));
        if (losses.Length != rows)
            throw new ArgumentException($"losses has {losses.Length} elements for {rows} rows.", nameof(losses));
        if (!T.IsFinite(margin))
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "margin must be finite.");
        SpanGuard.Disjoint(a, losses);
        SpanGuard.Disjoint(b, losses);
        SpanGuard.Disjoint(targets, losses);
        CheckGradient(a, b, targets, losses, gradientA);
        CheckGradient(a, b, targets, losses, gradientB);
        SpanGuard.Disjoint<T>(gradientA, gradientB);
        for (int r = 0; r < rows; r++)
            if (T.Abs(targets[r]) != T.One)
                throw new ArgumentException(
                    FormattableString.Invariant($"targets[{r}] is {targets[r]}; it must be 1 or -1."), nameof(targets));
        Isa.Run<CosineKernel<T>, T>(new(a, b, columns, targets, margin, scale, losses, gradientA, gradientB));

        static void CheckGradient(
            ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> targets, ReadOnlySpan<T> losses, ReadOnlySpan<T> gradient,
            [CallerArgumentExpression(nameof(gradient))] string name = "")
        {
            if (gradient.IsEmpty)
                return;
            SpanGuard.SameLength(a, gradient, nameof(a), name);
            SpanGuard.Disjoint(a, gradient, nameof(a), name);
            SpanGuard.Disjoint(b, gradient, nameof(b), name);
            SpanGuard.Disjoint(targets, gradient, nameof(targets), name);
            SpanGuard.Disjoint(losses, gradient, nameof(losses), name);
        }
    }

    /// <summary>The sum of the weights of the rows that are not ignored: what PyTorch's mean divides by.</summary>
    internal static T WeightOf<T>(ReadOnlySpan<int> classes, ReadOnlySpan<T> classWeights, int ignoreIndex)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double weight = 0;
        foreach (int label in classes)
            if (label != ignoreIndex)
                weight += classWeights.IsEmpty ? 1 : double.CreateTruncating(classWeights[label]);
        return T.CreateTruncating(weight);
    }

    /// <summary>Throws unless there is a class for each row, each existing or to be ignored.</summary>
    internal static void CheckClasses(ReadOnlySpan<int> classes, int rows, int columns, int ignoreIndex)
    {
        if (classes.Length != rows)
            throw new ArgumentException($"classes has {classes.Length} elements for {rows} rows.", nameof(classes));
        for (int r = 0; r < classes.Length; r++)
            if ((uint)classes[r] >= (uint)columns && classes[r] != ignoreIndex)
                throw new ArgumentOutOfRangeException(
                    nameof(classes), classes[r],
                    $"classes[{r}] is {classes[r]}; rows of {columns} columns have the classes 0 to {columns - 1}.");
    }

    /// <summary>Throws unless the part of a target that is spread is one.</summary>
    internal static void CheckLabelSmoothing<T>(T labelSmoothing) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(labelSmoothing >= T.Zero && labelSmoothing <= T.One))
            throw new ArgumentOutOfRangeException(nameof(labelSmoothing), labelSmoothing, "labelSmoothing must be in [0, 1].");
    }

    /// <summary>Throws unless there is a weight for each class, if there are any.</summary>
    internal static void CheckClassWeights<T>(ReadOnlySpan<T> classWeights, int columns)
    {
        if (!classWeights.IsEmpty && classWeights.Length != columns)
            throw new ArgumentException(
                $"classWeights has {classWeights.Length} elements for {columns} classes.", nameof(classWeights));
    }

    private static int Check<T>(
        ReadOnlySpan<T> x, int columns, Span<T> losses, Span<T> gradient, ReadOnlySpan<T> classWeights, T labelSmoothing,
        [CallerArgumentExpression(nameof(x))] string name = "")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        int rows = Rows.CheckColumns(x.Length, columns, name);
        CheckClassWeights(classWeights, columns);
        CheckLabelSmoothing(labelSmoothing);
        if (losses.Length != rows)
            throw new ArgumentException($"losses has {losses.Length} elements for {rows} rows.", nameof(losses));
        SpanGuard.Disjoint(x, losses, name);
        SpanGuard.Disjoint(classWeights, losses);
        if (gradient.IsEmpty)
            return rows;
        SpanGuard.SameLength<T, T>(x, gradient, name);
        SpanGuard.SameOrDisjoint(x, gradient, name);
        SpanGuard.Disjoint<T>(losses, gradient);
        SpanGuard.Disjoint(classWeights, gradient);
        return rows;
    }
}
