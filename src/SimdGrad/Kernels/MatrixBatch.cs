namespace SimdGrad.Kernels;

/// <summary>Row-major matrices of one shape over a span, at equal distances; no two share an element.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct MatrixBatch<T>
{
    /// <summary>Lays matrices over a span.</summary>
    /// <param name="values">The elements, from the first of the first matrix on.</param>
    /// <param name="count">The number of matrices.</param>
    /// <param name="rows">The number of rows of each.</param>
    /// <param name="columns">The number of columns of each.</param>
    /// <param name="rowStride">The distance of two rows; <paramref name="columns"/> if not given.</param>
    /// <param name="matrixStride">
    /// The distance of two matrices, which may stand one after the other or side by side; rows times their distance if not given.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size or the distance of two matrices is negative, or the distance of two rows is less than a row.
    /// </exception>
    /// <exception cref="ArgumentException">The span is too short, or two of the matrices share an element.</exception>
    public MatrixBatch(Span<T> values, int count, int rows, int columns, int? rowStride = null, int? matrixStride = null)
    {
        RowStride = rowStride ?? columns;
        MatrixStride = ReadOnlyMatrixBatch<T>.Check(values, count, rows, columns, RowStride, matrixStride);
        CheckDisjoint(count, rows, columns, RowStride, MatrixStride);
        Values = values;
        Count = count;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The elements.</summary>
    public Span<T> Values { get; }

    /// <summary>The number of matrices.</summary>
    public int Count { get; }

    /// <summary>The number of rows of each.</summary>
    public int Rows { get; }

    /// <summary>The number of columns of each.</summary>
    public int Columns { get; }

    /// <summary>The distance of two rows, in elements.</summary>
    public int RowStride { get; }

    /// <summary>The distance of the same element of two matrices.</summary>
    public int MatrixStride { get; }

    /// <summary>One of the matrices.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not in [0, Count).</exception>
    public Matrix<T> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new(Rows == 0 || Columns == 0 ? default : Values[(index * MatrixStride)..], Rows, Columns, RowStride);
        }
    }

    /// <summary>The same matrices, for reading.</summary>
    public static implicit operator ReadOnlyMatrixBatch<T>(MatrixBatch<T> batch) =>
        new(batch.Values, batch.Count, batch.Rows, batch.Columns, batch.RowStride, batch.MatrixStride);

    // Matrix 0 against each other one: of its rows, only the two between which the other's first row begins can meet that, and if
    // none does, no other pair of rows meets either, since all pairs differ by the same distances.
    private static void CheckDisjoint(int count, int rows, int columns, int rowStride, int matrixStride)
    {
        if (rows == 0 || columns == 0)
            return;
        for (int i = 1; i < count; i++)
        {
            long distance = (long)i * matrixStride;
            long row = Math.Min(distance / rowStride, rows - 1);
            if (distance - row * rowStride < columns || (row + 1 < rows && (row + 1) * rowStride - distance < columns))
                throw new ArgumentException(
                    $"Matrices 0 and {i} share elements: they are {rows}x{columns} with row stride {rowStride}, and "
                    + $"{matrixStride} elements apart.",
                    nameof(matrixStride));
        }
    }
}
