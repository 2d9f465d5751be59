using System.Globalization;
using System.Numerics;

namespace SimdGrad.Data;

/// <summary>A table of numbers that <see cref="DelimitedText"/> has read. Rows and columns are counted from 0.</summary>
/// <typeparam name="T">Type of the numbers.</typeparam>
public sealed class DelimitedTable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string _name;
    private readonly ReadOnlyMemory<T> _values;

    internal DelimitedTable(string name, ReadOnlyMemory<T> values, int columns)
    {
        _name = name;
        _values = values;
        Columns = columns;
    }

    /// <summary>Number of rows, at least 1.</summary>
    public int Rows => _values.Length / Columns;

    /// <summary>Number of columns, at least 1.</summary>
    public int Columns { get; }

    /// <summary>All numbers, row after row: Rows x Columns.</summary>
    public ReadOnlySpan<T> Values => _values.Span;

    /// <summary>One row: Columns numbers.</summary>
    /// <param name="row">From 0 to Rows - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<T> Row(int row)
    {
        if ((uint)row >= (uint)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{_name} has {Rows} rows.");
        return Values.Slice(row * Columns, Columns);
    }

    /// <summary>Copies a range of columns, such as <c>..^1</c> for all but the last, row after row.</summary>
    /// <param name="columns">At least one column.</param>
    /// <returns>A new array of Rows x (length of the range) numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the columns.</exception>
    public T[] CopyColumns(Range columns)
    {
        int first = columns.Start.GetOffset(Columns);
        int width = columns.End.GetOffset(Columns) - first;
        if (first < 0 || width < 1 || first + width > Columns)
            throw new ArgumentOutOfRangeException(
                nameof(columns), columns, $"A non-empty range within the {Columns} columns of {_name} is needed.");
        var copy = new T[Rows * width];
        for (int row = 0; row < Rows; row++)
            Row(row).Slice(first, width).CopyTo(copy.AsSpan(row * width));
        return copy;
    }

    /// <summary>Copies one column as class indices.</summary>
    /// <param name="column">The column, such as <c>64</c> or <c>^1</c>.</param>
    /// <returns>A new array of Rows indices, each at least 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    /// <exception cref="FormatException">
    /// A number is not an integer from 0 to 2^31 - 1; the message names file, row, column and number.
    /// </exception>
    public int[] Labels(Index column)
    {
        int offset = column.GetOffset(Columns);
        if ((uint)offset >= (uint)Columns)
            throw new ArgumentOutOfRangeException(nameof(column), column, $"{_name} has {Columns} columns.");
        var labels = new int[Rows];
        for (int row = 0; row < labels.Length; row++)
        {
            T value = Row(row)[offset];
            if (!T.IsInteger(value) || value < T.Zero || double.CreateTruncating(value) > int.MaxValue)
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_name}, row {row}, column {offset} (both counted from 0): {value} is not a class index."));
            labels[row] = int.CreateTruncating(value);
        }

        return labels;
    }
}
