using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>The memory of a batch of products: operands with gaps between rows and matrices, and what was in C before.</summary>
internal sealed class GemmBatchOperands<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GemmBatchCase _case;
    private readonly T[] _a, _b, _c;

    public GemmBatchOperands(GemmBatchCase batch)
    {
        _case = batch;
        int count = batch.Count;
        var (m, n, k, gap) = (batch.Gemm.M, batch.Gemm.N, batch.Gemm.K, batch.Gemm.Gap);
        _a = Inputs.Moderate<T>(Math.Max(count, 1) * ((m + gap) * (k + gap) + gap), batch.Gemm.Seed);
        _b = Inputs.Moderate<T>(Math.Max(count, 1) * ((n + gap) * (k + gap) + gap), batch.Gemm.Seed + 1);
        var c = Layout();
        int length = count == 0 || m == 0 || n == 0 ? 0 : (count - 1) * c.MatrixStride + (m - 1) * c.RowStride + n;
        _c = Inputs.Moderate<T>(length, batch.Gemm.Seed + 2);
    }

    /// <summary>C's memory, gaps included, after the batch.</summary>
    public T[] Run()
    {
        T[] c = [.. _c];
        Gemm.MultiplyBatch(OfA(_a), OfB(_b), OfC(c), _case.Gemm.Accumulate);
        return c;
    }

    /// <summary>The same after one product for each matrix.</summary>
    public T[] RunOneByOne()
    {
        T[] c = [.. _c];
        for (int i = 0; i < _case.Count; i++)
            Gemm.Multiply(OfA(_a)[i], OfB(_b)[i], OfC(c)[i], _case.Gemm.Accumulate);
        return c;
    }

    /// <summary>The result of the batch on copies of the operands in guarded memory.</summary>
    public T[] RunGuarded(GuardedBuffer<T> a, GuardedBuffer<T> b, GuardedBuffer<T> c, bool atEnd)
    {
        var result = c.Take(_c, atEnd);
        Gemm.MultiplyBatch(
            OfA(a.Take(Used(OfA(_a)), atEnd)), OfB(b.Take(Used(OfB(_b)), atEnd)), OfC(result), _case.Gemm.Accumulate);
        return [.. result];
    }

    // The elements up to the last that is read.
    private static ReadOnlySpan<T> Used(ReadOnlyMatrixBatch<T> x) => x.Values[..(
        (x.Count - 1) * x.MatrixStride + (x.Rows - 1) * x.RowStride + (x.Columns - 1) * x.ColumnStride + 1)];

    private ReadOnlyMatrixBatch<T> OfA(ReadOnlySpan<T> values) =>
        Of(values, _case.Gemm.M, _case.Gemm.K, _case.Gemm.TransposeA, _case.SharedA);

    private ReadOnlyMatrixBatch<T> OfB(ReadOnlySpan<T> values) =>
        Of(values, _case.Gemm.K, _case.Gemm.N, _case.Gemm.TransposeB, _case.SharedB);

    private ReadOnlyMatrixBatch<T> Of(ReadOnlySpan<T> values, int rows, int columns, bool transpose, bool shared)
    {
        var (inMemory, length) = transpose ? (columns, rows) : (rows, columns);
        int rowStride = length + _case.Gemm.Gap;
        int matrixStride = shared ? 0 : inMemory * rowStride + _case.Gemm.Gap;
        var batch = new ReadOnlyMatrixBatch<T>(values, _case.Count, inMemory, length, rowStride, matrixStride);
        return transpose ? batch.Transposed : batch;
    }

    private MatrixBatch<T> OfC(Span<T> values)
    {
        var (rowStride, matrixStride) = Layout();
        return new(values, _case.Count, _case.Gemm.M, _case.Gemm.N, rowStride, matrixStride);
    }

    private (int RowStride, int MatrixStride) Layout()
    {
        var (m, n, _) = _case.Gemm;
        int width = n + _case.Gemm.Gap;
        return _case.SideBySide ? (Math.Max(_case.Count, 1) * width, width) : (width, m * width + _case.Gemm.Gap);
    }
}
