using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Data;

/// <summary>
/// Rows of features, each with a class label or with a row of targets. The features are in memory, or are made when they are
/// needed. The memory given is kept, not copied: it must not change while the data set is in use.
/// </summary>
/// <typeparam name="T">Type of features and targets.</typeparam>
public sealed class Dataset<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Each purpose draws from streams of its own, so that a user may give the same seed everywhere.
    private const ulong SplitStream = 0x53504C54UL << 32;

    private readonly RowReader<T>? _reader; // in place of features in memory
    private readonly ReadOnlyMemory<T> _features;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly ReadOnlyMemory<T> _targets;

    /// <summary>Rows with class labels.</summary>
    /// <param name="features">Rows x columns numbers, row after row.</param>
    /// <param name="columns">Features in a row, at least 1.</param>
    /// <param name="labels">The class of each row, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">There are no whole rows, the lengths disagree or a label is negative.</exception>
    public Dataset(ReadOnlyMemory<T> features, int columns, ReadOnlyMemory<int> labels)
    {
        Rows = CountRows(features, columns);
        if (labels.Length != Rows)
            throw new ArgumentException($"{labels.Length} labels do not match {Rows} rows of features.", nameof(labels));
        ThrowIfNegative(labels);
        (_features, Columns, _labels) = (features, columns, labels);
    }

    /// <summary>Rows with targets.</summary>
    /// <param name="features">Rows x columns numbers, row after row.</param>
    /// <param name="columns">Features in a row, at least 1.</param>
    /// <param name="targets">Rows x targetColumns numbers, row after row.</param>
    /// <param name="targetColumns">Targets in a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> or <paramref name="targetColumns"/> is less than 1.
    /// </exception>
    /// <exception cref="ArgumentException">There are no whole rows or the lengths disagree.</exception>
    public Dataset(ReadOnlyMemory<T> features, int columns, ReadOnlyMemory<T> targets, int targetColumns)
    {
        Rows = CountRows(features, columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetColumns, 1);
        if (targets.Length != (long)Rows * targetColumns)
            throw new ArgumentException(
                $"{targets.Length} targets do not match {Rows} rows of {targetColumns}.", nameof(targets));
        (_features, Columns, _targets, TargetColumns) = (features, columns, targets, targetColumns);
    }

    /// <summary>Rows whose features are made when they are needed, as those of images in files, with class labels.</summary>
    /// <param name="reader">
    /// Makes the features of a row, the same each time. Batches that are loaded ahead call it on another thread.
    /// </param>
    /// <param name="columns">Features in a row, at least 1.</param>
    /// <param name="labels">The class of each row, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">There is no row, or a label is negative.</exception>
    public Dataset(RowReader<T> reader, int columns, ReadOnlyMemory<int> labels)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (labels.IsEmpty)
            throw new ArgumentException("There is no label, so there is no row.", nameof(labels));
        ThrowIfNegative(labels);
        (_reader, Columns, Rows, _labels) = (reader, columns, labels.Length, labels);
    }

    /// <summary>Rows whose features are made when they are needed, with targets.</summary>
    /// <param name="reader">As above.</param>
    /// <param name="columns">Features in a row, at least 1.</param>
    /// <param name="targets">Rows x targetColumns numbers, row after row.</param>
    /// <param name="targetColumns">Targets in a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="columns"/> or <paramref name="targetColumns"/> is less than 1.
    /// </exception>
    /// <exception cref="ArgumentException">There are no whole rows.</exception>
    public Dataset(RowReader<T> reader, int columns, ReadOnlyMemory<T> targets, int targetColumns)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(targetColumns, 1);
        if (targets.IsEmpty || targets.Length % targetColumns != 0)
            throw new ArgumentException(
                $"{targets.Length} targets are not one or more rows of {targetColumns}.", nameof(targets));
        (_reader, Columns, Rows, _targets, TargetColumns) =
            (reader, columns, targets.Length / targetColumns, targets, targetColumns);
    }

    /// <summary>Number of rows, at least 1.</summary>
    public int Rows { get; }

    /// <summary>Features in a row, at least 1.</summary>
    public int Columns { get; }

    /// <summary>Targets in a row; 0 if the rows have labels.</summary>
    public int TargetColumns { get; }

    /// <summary>Rows x Columns features, row after row.</summary>
    /// <exception cref="InvalidOperationException">The features are not in memory.</exception>
    public ReadOnlySpan<T> Features => _reader is null
        ? _features.Span
        : throw new InvalidOperationException("The features of this data set are not in memory, but made when they are needed.");

    /// <summary>The class of each row.</summary>
    /// <exception cref="InvalidOperationException">The rows have targets.</exception>
    public ReadOnlySpan<int> Labels =>
        TargetColumns == 0 ? _labels.Span : throw new InvalidOperationException("This data set has targets, not labels.");

    /// <summary>Rows x TargetColumns targets, row after row.</summary>
    /// <exception cref="InvalidOperationException">The rows have labels.</exception>
    public ReadOnlySpan<T> Targets =>
        TargetColumns > 0 ? _targets.Span : throw new InvalidOperationException("This data set has labels, not targets.");

    /// <summary>
    /// Deals the rows, shuffled by a permutation that is a function of the seed and the number of rows alone, into two new
    /// data sets.
    /// </summary>
    /// <param name="fraction">
    /// Share of the rows that go to the first part, between 0 and 1; fraction x Rows is rounded to the nearest integer.
    /// </param>
    /// <param name="seed">Seed of the permutation.</param>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in (0, 1) or would leave a part empty.</exception>
    public (Dataset<T> First, Dataset<T> Second) Split(double fraction, ulong seed)
    {
        int first = RowsOfFirst(fraction);
        int[] order = ShuffledRows(seed);
        return (Take(order.AsSpan(0, first)), Take(order.AsSpan(first)));
    }

    /// <summary>
    /// Splits as <see cref="Split"/> does, but so that each class has about the same share of both parts: fraction x its rows,
    /// rounded down, or up for those classes whose remainders are the largest.
    /// </summary>
    /// <param name="fraction">Share of the rows that go to the first part, between 0 and 1.</param>
    /// <param name="seed">Seed of the permutation.</param>
    /// <exception cref="InvalidOperationException">The rows have targets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in (0, 1) or would leave a part empty.</exception>
    public (Dataset<T> First, Dataset<T> Second) SplitStratified(double fraction, ulong seed)
    {
        var labels = Labels;
        var quotas = ClassQuotas.Of(labels, fraction, RowsOfFirst(fraction));
        List<int> first = [], second = [];
        foreach (int row in ShuffledRows(seed))
            (quotas[labels[row]]-- > 0 ? first : second).Add(row);
        return (Take(CollectionsMarshal.AsSpan(first)), Take(CollectionsMarshal.AsSpan(second)));
    }

    /// <summary>Mini-batches of these rows in an order that is new for each epoch.</summary>
    /// <param name="size">Rows in a batch, at least 1.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="dropLast">Whether the rows that do not fill the last batch of an epoch are left out.</param>
    /// <param name="prefetch">
    /// How many batches another thread loads ahead of the one in use; each takes the memory of a batch. Worth it where features
    /// are made when they are needed.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The size is less than 1, or larger than Rows when short batches are dropped, or prefetch is negative.
    /// </exception>
    public Batches<T> Batches(int size, ulong seed, bool dropLast = false, int prefetch = 0) =>
        new(this, size, seed, dropLast, prefetch);

    /// <summary>Copies the rows named, in that order, to the front of buffers that are long enough.</summary>
    internal void Gather(ReadOnlySpan<int> rows, Span<T> featureRows, Span<int> labelRows, Span<T> targetRows)
    {
        if (_reader is null)
            Copies.Rows(_features.Span, Columns, rows, featureRows);
        else
            for (int i = 0; i < rows.Length; i++)
                _reader(rows[i], featureRows.Slice(i * Columns, Columns));
        GatherTargets(rows, labelRows, targetRows);
    }

    /// <summary>Copies the features of a row.</summary>
    internal void ReadFeatures(int row, Span<T> features)
    {
        if (_reader is null)
            _features.Span.Slice(row * Columns, Columns).CopyTo(features);
        else
            _reader(row, features);
    }

    /// <summary>The same rows with changed features; if these are in memory, so are those.</summary>
    internal Dataset<T> WithFeatures(Action<Span<T>> change)
    {
        if (_reader is { } reader)
            return Like(
                (row, features) =>
                {
                    reader(row, features);
                    change(features);
                },
                _labels, _targets);
        T[] changed = _features.ToArray();
        for (int row = 0; row < Rows; row++)
            change(changed.AsSpan(row * Columns, Columns));
        return Like(changed, _labels, _targets);
    }

    private void GatherTargets(ReadOnlySpan<int> rows, Span<int> labelRows, Span<T> targetRows)
    {
        if (TargetColumns > 0)
            Copies.Rows(_targets.Span, TargetColumns, rows, targetRows);
        else
            Copies.Rows(_labels.Span, 1, rows, labelRows);
    }

    private static int CountRows(ReadOnlyMemory<T> features, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (features.IsEmpty || features.Length % columns != 0)
            throw new ArgumentException($"{features.Length} features are not one or more rows of {columns}.", nameof(features));
        return features.Length / columns;
    }

    private static void ThrowIfNegative(ReadOnlyMemory<int> labels)
    {
        int negative = labels.Span.IndexOfAnyInRange(int.MinValue, -1);
        if (negative >= 0)
            throw new ArgumentException($"The label of row {negative} is {labels.Span[negative]}.", nameof(labels));
    }

    private int RowsOfFirst(double fraction)
    {
        if (!(fraction > 0 && fraction < 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The fraction must be between 0 and 1.");
        int first = (int)Math.Round(fraction * Rows);
        return first > 0 && first < Rows ? first : throw new ArgumentOutOfRangeException(
            nameof(fraction), fraction, $"The split leaves a part of {Rows} rows empty.");
    }

    private int[] ShuffledRows(ulong seed)
    {
        int[] rows = [.. Enumerable.Range(0, Rows)];
        new CounterRandom(seed, SplitStream).Shuffle(rows.AsSpan());
        return rows;
    }

    private Dataset<T> Take(ReadOnlySpan<int> rows)
    {
        var labelRows = new int[TargetColumns == 0 ? rows.Length : 0];
        var targetRows = new T[rows.Length * TargetColumns];
        GatherTargets(rows, labelRows, targetRows);
        if (_reader is { } reader)
        {
            int[] places = rows.ToArray();
            return Like((row, features) => reader(places[row], features), labelRows, targetRows);
        }
        var featureRows = new T[rows.Length * Columns];
        Copies.Rows(_features.Span, Columns, rows, featureRows);
        return Like(featureRows, labelRows, targetRows);
    }

    private Dataset<T> Like(ReadOnlyMemory<T> features, ReadOnlyMemory<int> labels, ReadOnlyMemory<T> targets) =>
        TargetColumns > 0 ? new(features, Columns, targets, TargetColumns) : new(features, Columns, labels);

    private Dataset<T> Like(RowReader<T> reader, ReadOnlyMemory<int> labels, ReadOnlyMemory<T> targets) =>
        TargetColumns > 0 ? new(reader, Columns, targets, TargetColumns) : new(reader, Columns, labels);
}
