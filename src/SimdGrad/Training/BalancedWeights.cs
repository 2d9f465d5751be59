using System.Numerics;

namespace SimdGrad.Training;

/// <summary>Weights for losses that make up for classes of different sizes.</summary>
public static class BalancedWeights
{
    /// <summary>
    /// A weight for each class, rows / (classes * rows of the class), so that all classes weigh the same and the mean is 1.
    /// For the weights of <c>SoftmaxCrossEntropy</c>.
    /// </summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">The number of classes.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the message names the row.</exception>
    /// <exception cref="ArgumentException">A class has no row.</exception>
    public static T[] OfClasses<T>(ReadOnlySpan<int> labels, int classes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        int bad = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (bad >= 0)
            throw new ArgumentOutOfRangeException(
                nameof(labels), labels[bad], $"The label of row {bad} is {labels[bad]}; there are {classes} classes.");
        var weights = new T[classes];
        for (int c = 0; c < classes; c++)
        {
            int count = labels.Count(c);
            if (count == 0)
                throw new ArgumentException($"Class {c} has no row, so there is no weight for it.", nameof(labels));
            weights[c] = T.CreateTruncating((double)labels.Length / ((double)classes * count));
        }
        return weights;
    }

    /// <summary>
    /// Negative rows / positive rows, so that both weigh the same. For the positive weight of
    /// <c>BinaryCrossEntropyWithLogits</c>.
    /// </summary>
    /// <param name="targets">1 or 0 for each row.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">A target is neither 0 nor 1, or none is 1.</exception>
    public static T OfPositives<T>(ReadOnlySpan<T> targets) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Metrics.CheckBinary(targets, targets);
        int positives = targets.Count(T.One);
        return positives > 0
            ? T.CreateTruncating((double)(targets.Length - positives) / positives)
            : throw new ArgumentException("No target is 1, so there is no weight for it.", nameof(targets));
    }
}
