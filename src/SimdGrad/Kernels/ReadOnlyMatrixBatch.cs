namespace SimdGrad.Kernels;

/// <summary>Matrices of one shape over a span, to be read, at equal distances; row-major, or the transposes of such.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct ReadOnlyMatrixBatch<T>
{
    /// <summary>Lays row-major matrices over a span.</summary>
    /// <param name="values">The elements, from the first of the first matrix on.</param>
    /// <param name="count">The number of matrices.</param>
    /// <param name="rows">The number of rows of each.</param>
    /// <param name="columns">The number of columns of each.</param>
    /// <param name="rowStride">The distance of two rows; <paramref name="columns"/> if not given.</param>
    /// <param name="matrixStride">
    /// The distance of two matrices, which may overlap; 0 for a single one that stands for all. Rows times their distance if not
    /// given.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size or the distance of two matrices is negative, or the distance of two rows is less than a row.
    /// </exception>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public ReadOnlyMatrixBatch(
        ReadOnlySpan<T> values, int count, int rows, int columns, int? rowStride = null, int? matrixStride = null)
        : this(
            values, count, rows, columns, rowStride ?? columns, 1,
            Check(values, count, rows, columns, rowStride ?? columns, matrixStride))
    {
    }

    private ReadOnlyMatrixBatch(
        ReadOnlySpan<T> values, int count, int rows, int columns, int rowStride, int columnStride, int matrixStride)
    {
        Values = values;
        Count = count;
        Rows = rows;
        Columns = columns;
        RowStride = rowStride;
        ColumnStride = columnStride;
        MatrixStride = matrixStride;
    }

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> Values { get; }

    /// <summary>The number of matrices.</summary>
    public int Count { get; }

    /// <summary>The number of rows of each.</summary>
    public int Rows { get; }

    /// <summary>The number of columns of each.</summary>
    public int Columns { get; }

    /// <summary>The distance of two elements of a column.</summary>
    public int RowStride { get; }

    /// <summary>The distance of two elements of a row.</summary>
    public int ColumnStride { get; }

    /// <summary>The distance of the same element of two matrices.</summary>
    public int MatrixStride { get; }

    /// <summary>The transposes, over the same memory.</summary>
    public ReadOnlyMatrixBatch<T> Transposed => new(Values, Count, Columns, Rows, ColumnStride, RowStride, MatrixStride);

    /// <summary>One of the matrices.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not in [0, Count).</exception>
    public ReadOnlyMatrix<T> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var values = Rows == 0 || Columns == 0 ? default : Values[(index * MatrixStride)..];
            return new(values, Rows, Columns, RowStride, ColumnStride);
        }
    }

    /// <summary>Checks what a constructor was given, and returns the distance of two matrices.</summary>
    internal static int Check(ReadOnlySpan<T> values, int count, int rows, int columns, int rowStride, int? matrixStride)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(rowStride, columns);
        long stride = matrixStride ?? (long)rows * rowStride;
        ArgumentOutOfRangeException.ThrowIfNegative(stride, nameof(matrixStride));
        // The product of three sizes may exceed 64 bits.
        var needed = count == 0 || rows == 0 || columns == 0
            ? 0
            : (Int128)(count - 1) * stride + (rows - 1L) * rowStride + columns;
        // No span holds two matrices whose distance an int does not.
        return values.Length >= needed
            ? (int)Math.Min(stride, int.MaxValue)
            : throw new ArgumentException(
                $"values has {values.Length} elements; {count} {rows}x{columns} matrices with row stride {rowStride}, "
                + $"{stride} elements apart, take {needed}.",
                nameof(values));
    }
}
