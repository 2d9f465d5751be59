using System.Numerics;

namespace SimdGrad.Data;

/// <summary>
/// Brings each column of features to mean 0 and standard deviation 1: (x - mean) / deviation. Mean and deviation are those of the
/// data it was fitted to, which are the training data, whatever it is applied to: of test data nothing is to be known before.
/// </summary>
/// <typeparam name="T">Type of the features.</typeparam>
public sealed class Standardization<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] _means;
    private readonly double[] _deviations;

    /// <summary>Makes one of numbers that were found before.</summary>
    /// <param name="means">The mean of each column.</param>
    /// <param name="deviations">The standard deviation of each column; greater than 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a number is not finite or no deviation.</exception>
    public Standardization(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations)
    {
        if (means.Length != deviations.Length)
            throw new ArgumentException($"{deviations.Length} deviations do not match {means.Length} means.", nameof(deviations));
        for (int column = 0; column < means.Length; column++)
            if (!double.IsFinite(means[column]) || !double.IsFinite(deviations[column]) || deviations[column] <= 0)
                throw new ArgumentException(
                    $"Column {column} has mean {means[column]} and deviation {deviations[column]}.", nameof(deviations));
        _means = means.ToArray();
        _deviations = deviations.ToArray();
    }

    /// <summary>The mean of each column.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>
    /// The standard deviation of each column: the root of the mean squared deviation; 1 for a column of equal numbers, which
    /// becomes 0.
    /// </summary>
    public ReadOnlySpan<double> Deviations => _deviations;

    /// <summary>Finds mean and deviation of each column.</summary>
    /// <param name="training">The training data, all of whose features are finite.</param>
    /// <exception cref="ArgumentException">A feature is not finite; the message says where.</exception>
    public static Standardization<T> Fit(Dataset<T> training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var row = new T[training.Columns];
        var means = new double[row.Length];
        var deviations = new double[row.Length];
        for (int i = 0; i < training.Rows; i++)
        {
            training.ReadFeatures(i, row);
            for (int column = 0; column < row.Length; column++)
                means[column] += T.IsFinite(row[column]) ? double.CreateTruncating(row[column]) : throw new ArgumentException(
                    $"Column {column} of row {i} is {row[column]}.", nameof(training));
        }
        for (int column = 0; column < row.Length; column++)
            means[column] /= training.Rows;
        // From the mean, not as a difference of squares, which would cancel.
        for (int i = 0; i < training.Rows; i++)
        {
            training.ReadFeatures(i, row);
            for (int column = 0; column < row.Length; column++)
            {
                double deviation = double.CreateTruncating(row[column]) - means[column];
                deviations[column] += deviation * deviation;
            }
        }
        for (int column = 0; column < row.Length; column++)
        {
            double deviation = Math.Sqrt(deviations[column] / training.Rows);
            deviations[column] = deviation > 0 ? deviation : 1;
        }
        return new Standardization<T>(means, deviations);
    }

    /// <summary>The data with features brought to the scale; they are in memory if these are.</summary>
    /// <exception cref="ArgumentException">There is another number of columns.</exception>
    public Dataset<T> Apply(Dataset<T> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Columns == _means.Length ? data.WithFeatures(ApplyToRow) : throw new ArgumentException(
            $"The data have {data.Columns} columns, not {_means.Length}.", nameof(data));
    }

    /// <summary>Brings rows of features to the scale, in place.</summary>
    /// <param name="rows">Rows, one after the other.</param>
    /// <exception cref="ArgumentException">They are not whole rows.</exception>
    public void Apply(Span<T> rows)
    {
        if (rows.Length % Math.Max(1, _means.Length) != 0)
            throw new ArgumentException($"{rows.Length} numbers are not rows of {_means.Length}.", nameof(rows));
        for (; !rows.IsEmpty; rows = rows[_means.Length..])
            ApplyToRow(rows[.._means.Length]);
    }

    private void ApplyToRow(Span<T> row)
    {
        for (int column = 0; column < row.Length; column++)
            row[column] = T.CreateTruncating((double.CreateTruncating(row[column]) - _means[column]) / _deviations[column]);
    }
}
