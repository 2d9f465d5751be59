using System.Globalization;
using System.Numerics;
using System.Text;

namespace SimdGrad.Training;

/// <summary>How many rows of each class were taken for each class. A quotient of 0 by 0 is 0.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>Makes a matrix of zeros.</summary>
    /// <param name="classes">The number of classes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is less than 1.</exception>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        _counts = new long[classes, classes];
    }

    /// <summary>The number of classes.</summary>
    public int Classes => _counts.GetLength(0);

    /// <summary>The number of rows.</summary>
    public long Total => Sum((_, _) => true);

    /// <summary>The number of rows of a class that were taken for another, or for itself.</summary>
    public long this[int label, int predicted] => _counts[label, predicted];

    /// <summary>The number of rows that were taken for what they are.</summary>
    public long Correct => Sum((label, predicted) => label == predicted);

    /// <summary>The part of the rows that were taken for what they are.</summary>
    public double Accuracy => Quotient(Correct, Total);

    /// <summary>The mean precision of the classes that occur, as labels or predictions.</summary>
    public double MacroPrecision => Mean(Precision);

    /// <summary>The mean recall of the classes that occur, as labels or predictions.</summary>
    public double MacroRecall => Mean(Recall);

    /// <summary>The mean F1 score of the classes that occur, as labels or predictions.</summary>
    public double MacroF1 => Mean(F1);

    /// <summary>Counts rows by the class with the highest score, the first of equals.</summary>
    /// <param name="scores">A score for each class, row after row; there are as many classes as scores for each label.</param>
    /// <param name="labels">The class of each row.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">There are no labels, or no whole rows of scores.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the message names the row.</exception>
    public static ConfusionMatrix Of<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = Metrics.CountClasses(scores, labels);
        var matrix = new ConfusionMatrix(classes);
        for (int row = 0; row < labels.Length; row++)
            matrix.Add(labels[row], Kernels.Reduce.ArgMax(scores.Slice(row * classes, classes)));
        return matrix;
    }

    /// <summary>Counts rows of two classes: 1 where the score is above a threshold.</summary>
    /// <param name="scores">The score of each row.</param>
    /// <param name="targets">1 or 0 for each row.</param>
    /// <param name="threshold">0 for logits, 0.5 for probabilities.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or a target is neither 0 nor 1; the message names its
    /// row.</exception>
    public static ConfusionMatrix OfBinary<T>(ReadOnlySpan<T> scores, ReadOnlySpan<T> targets, double threshold = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Metrics.CheckBinary(scores, targets);
        var matrix = new ConfusionMatrix(2);
        for (int row = 0; row < targets.Length; row++)
            matrix.Add(targets[row] == T.One ? 1 : 0, double.CreateTruncating(scores[row]) > threshold ? 1 : 0);
        return matrix;
    }

    /// <summary>Counts a row.</summary>
    /// <param name="label">Its class.</param>
    /// <param name="predicted">The class that it was taken for.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int label, int predicted)
    {
        CheckClass(label, nameof(label));
        CheckClass(predicted, nameof(predicted));
        _counts[label, predicted]++;
    }

    /// <summary>The part of the rows taken for a class that are of it.</summary>
    public double Precision(int c) => Quotient(this[c, c], Sum((_, predicted) => predicted == c));

    /// <summary>The part of the rows of a class that were taken for it.</summary>
    public double Recall(int c) => Quotient(this[c, c], Sum((label, _) => label == c));

    /// <summary>The harmonic mean of precision and recall of a class.</summary>
    public double F1(int c) =>
        Quotient(2 * this[c, c], Sum((_, predicted) => predicted == c) + Sum((label, _) => label == c));

    /// <summary>A table, a line for each class and a column for what its rows were taken for.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        for (int label = 0; label < Classes; label++)
        {
            for (int predicted = 0; predicted < Classes; predicted++)
                table.Append(CultureInfo.InvariantCulture, $"{_counts[label, predicted],7}");
            table.Append('\n');
        }
        return table.ToString();
    }

    private double Mean(Func<int, double> measure)
    {
        var occurring = Enumerable.Range(0, Classes).Where(c => Sum((label, predicted) => label == c || predicted == c) > 0);
        return occurring.Select(measure).DefaultIfEmpty(0).Average();
    }

    private long Sum(Func<int, int, bool> which)
    {
        long sum = 0;
        for (int label = 0; label < Classes; label++)
            for (int predicted = 0; predicted < Classes; predicted++)
                sum += which(label, predicted) ? _counts[label, predicted] : 0;
        return sum;
    }

    private static double Quotient(long part, long whole) => whole == 0 ? 0 : (double)part / whole;

    private void CheckClass(int c, string name)
    {
        if ((uint)c >= (uint)Classes)
            throw new ArgumentOutOfRangeException(name, c, $"{name} is {c}; there are {Classes} classes.");
    }
}
