using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>A row-major matrix over a span, whose rows lie <see cref="RowStride"/> elements apart.</summary>
/// <typeparam name="T">The element type.</typeparam>
public readonly ref struct Matrix<T>
{
    /// <summary>Lays a matrix over a span.</summary>
    /// <param name="values">The elements, from the first of the first row on.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="rowStride">The distance of two rows; <paramref name="columns"/> if not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the stride is less than a row.</exception>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Matrix(Span<T> values, int rows, int columns, int? rowStride = null)
    {
        RowStride = ReadOnlyMatrix<T>.Check(values, rows, columns, rowStride ?? columns);
        Values = values;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The elements.</summary>
    public Span<T> Values { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>The distance of two rows, in elements.</summary>
    public int RowStride { get; }

    /// <summary>The same matrix, for reading.</summary>
    public static implicit operator ReadOnlyMatrix<T>(Matrix<T> matrix) =>
        new(matrix.Values, matrix.Rows, matrix.Columns, matrix.RowStride);
}
