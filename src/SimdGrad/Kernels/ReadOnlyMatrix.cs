namespace SimdGrad.Kernels;

/// <summary>A matrix over a span, to be read; row-major, or the transpose of one.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct ReadOnlyMatrix<T>
{
    /// <summary>Lays a row-major matrix over a span.</summary>
    /// <param name="values">The elements, from the first of the first row on.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rowStride">The distance of two rows; <paramref name="columns"/> if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the stride is less than a row.</exception>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public ReadOnlyMatrix(ReadOnlySpan<T> values, int rows, int columns, int? rowStride = null)
        : this(values, rows, columns, Check(values, rows, columns, rowStride ?? columns), 1)
    {
    }

    /// <summary>A matrix whose span and strides have been checked.</summary>
    internal ReadOnlyMatrix(ReadOnlySpan<T> values, int rows, int columns, int rowStride, int columnStride)
    {
        Values = values;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
    }

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> Values { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The distance of two elements of a column.</summary>
    public int RowStride { get; }

    /// <summary>The distance of two elements of a row.</summary>
    public int ColumnStride { get; }

    /// <summary>The transpose, over the same memory.</summary>
    public ReadOnlyMatrix<T> Transposed => new(Values, Columns, Rows, ColumnStride, RowStride);

    internal static int Check(ReadOnlySpan<T> values, int rows, int columns, int rowStride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowStride, columns);
        long needed = rows == 0 || columns == 0 ? 0 : (rows - 1L) * rowStride + columns;
        return values.Length >= needed
            ? rowStride
            : throw new ArgumentException(
                $"values has {values.Length} elements; a {rows}x{columns} matrix with row stride {rowStride} takes {needed}.",
                nameof(values));
    }
}
