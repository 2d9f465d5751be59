using System.Numerics;

namespace SimdGrad.Training;

/// <summary>Measures of predictions, computed in double.</summary>
public static class Metrics
{
    /// <summary>
    /// The part of the rows whose label is among the k highest scores; with k = 1, the accuracy. Of equal scores those of lower
    /// classes come first. A NaN is above all, and never right.
    /// </summary>
    /// <param name="scores">A score for each class, row after row; there are as many classes as scores for each label.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="k">How many scores.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">There are no labels, or no whole rows of scores.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the message names the row. Or k is less than
    /// 1.</exception>
    public static double TopKAccuracy<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels, int k = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = CountClasses(scores, labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int right = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            var own = scores.Slice(row * classes, classes);
            T score = own[labels[row]];
            int above = 0;
            for (int c = 0; c < classes; c++)
                if (!(own[c] <= score) || (own[c] == score && c < labels[row]))
                    above++;
            if (above < k && !T.IsNaN(score))
                right++;
        }
        return (double)right / labels.Length;
    }

    /// <summary>
    /// The area under the receiver operating characteristic: the part of the pairs of a positive and a negative row of which the
    /// positive one has the higher score, ties counting half.
    /// </summary>
    /// <param name="scores">The score of each row: probabilities or logits.</param>
    /// <param name="targets">1 for positive rows, 0 for negative ones.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <returns>NaN if all targets are equal, or a score is NaN.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a target is neither 0 nor 1; the message names its
    /// row.</exception>
    public static double RocAuc<T>(ReadOnlySpan<T> scores, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckBinary(scores, targets);
        T[] sorted = scores.ToArray(), labels = targets.ToArray();
        Array.Sort(sorted, labels);
        // Twice the sum over positive rows of the negative ones below, and those that tie once.
        double wins = 0;
        long negatives = 0, positives = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            if (T.IsNaN(sorted[start]))
                return double.NaN;
            long tiedPositives = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
                tiedPositives += labels[end] == T.One ? 1 : 0;
            long tiedNegatives = end - start - tiedPositives;
            wins += tiedPositives * (2.0 * negatives + tiedNegatives);
            positives += tiedPositives;
            negatives += tiedNegatives;
        }
        return wins / (2.0 * positives * negatives);
    }

    /// <summary>The mean of |p - t|.</summary>
    /// <param name="predictions">The predictions p.</param>
    /// <param name="targets">The targets t.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">There are none, or the lengths differ.</exception>
    public static double MeanAbsoluteError<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLengths(predictions, targets);
        double sum = 0;
        for (int i = 0; i < predictions.Length; i++)
            sum += Math.Abs(Difference(predictions[i], targets[i]));
        return sum / predictions.Length;
    }

    /// <summary>The root of the mean of (p - t)^2.</summary>
    /// <param name="predictions">The predictions p.</param>
    /// <param name="targets">The targets t.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">There are none, or the lengths differ.</exception>
    public static double RootMeanSquaredError<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLengths(predictions, targets);
        return Math.Sqrt(SquaredError(predictions, targets) / predictions.Length);
    }

    /// <summary>
    /// The coefficient of determination R^2: 1 - sum (p - t)^2 / sum (t - mean t)^2. Of targets that are all equal, 1 if every
    /// prediction is right and 0 otherwise.
    /// </summary>
    /// <param name="predictions">The predictions p.</param>
    /// <param name="targets">The targets t.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">There are none, or the lengths differ.</exception>
    public static double RSquared<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLengths(predictions, targets);
        double mean = 0, variation = 0, error = SquaredError(predictions, targets);
        foreach (T target in targets)
            mean += double.CreateTruncating(target) / targets.Length;
        foreach (T target in targets)
            variation += (double.CreateTruncating(target) - mean) * (double.CreateTruncating(target) - mean);
        // The mean of equal targets may be off by a rounding.
        if (targets.IndexOfAnyExcept(targets[0]) < 0)
            return error == 0 ? 1 : error > 0 ? 0 : double.NaN;
        return 1 - error / variation;
    }

    internal static int CountClasses<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty || scores.IsEmpty || scores.Length % labels.Length != 0)
            throw new ArgumentException(
                $"{scores.Length} scores are not one or more for each of {labels.Length} labels.", nameof(scores));
        int classes = scores.Length / labels.Length;
        int bad = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (bad >= 0)
            throw new ArgumentOutOfRangeException(
                nameof(labels), labels[bad], $"The label of row {bad} is {labels[bad]}; there are {classes} classes.");
        return classes;
    }

    internal static void CheckBinary<T>(ReadOnlySpan<T> scores, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLengths(scores, targets);
        int bad = targets.IndexOfAnyExcept(T.Zero, T.One);
        if (bad >= 0)
            throw new ArgumentException($"The target of row {bad} is {targets[bad]}, neither 0 nor 1.", nameof(targets));
    }

    private static void CheckLengths<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
    {
        if (predictions.IsEmpty || predictions.Length != targets.Length)
            throw new ArgumentException(
                $"There are {predictions.Length} predictions and {targets.Length} targets; it takes as many, and at least one.",
                nameof(targets));
    }

    private static double SquaredError<T>(ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < predictions.Length; i++)
            sum += Difference(predictions[i], targets[i]) * Difference(predictions[i], targets[i]);
        return sum;
    }

    private static double Difference<T>(T a, T b) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        double.CreateTruncating(a) - double.CreateTruncating(b);
}
