using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The general matrix product.</summary>
/// <remarks>
/// Each element is a chain of fused multiply-adds over k in rising order within fixed panels, which are added in order. So
/// its bits do not depend on the processor, on the number of threads, or on which other rows and columns are computed with it.
/// </remarks>
public static class Gemm
{
    /// <summary>C = A * B, or C = C + A * B.</summary>
    /// <param name="a">A, m x k; a transposed view is as good as a plain one.</param>
    /// <param name="b">B, k x n, likewise.</param>
    /// <param name="c">C, m x n; shares no memory with A or B.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The shapes do not fit, or C shares memory with an operand. C is unchanged.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply<T>(in ReadOnlyMatrix<T> a, in ReadOnlyMatrix<T> b, in Matrix<T> c, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Multiply(in a, in b, default, in c, default(Identity), accumulate);

    /// <inheritdoc cref=
    /// "Multiply{TActivation, T}(in ReadOnlyMatrix{T}, in ReadOnlyMatrix{T}, ReadOnlySpan{T}, in Matrix{T}, TActivation, bool)"/>
    /// <remarks>The activation f is <c>new TActivation()</c>.</remarks>
    public static void Multiply<TActivation, T>(
        in ReadOnlyMatrix<T> a, in ReadOnlyMatrix<T> b, ReadOnlySpan<T> bias, in Matrix<T> c, bool accumulate = false)
        where TActivation : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Multiply(in a, in b, bias, in c, new TActivation(), accumulate);

    /// <summary>C = f(A * B + bias), or C = f(C + A * B + bias), with the bias added to each row.</summary>
    /// <param name="a">A, m x k; a transposed view is as good as a plain one.</param>
    /// <param name="b">B, k x n, likewise.</param>
    /// <param name="bias">The bias, n elements; empty for none.</param>
    /// <param name="c">C, m x n; shares no memory with the other operands.</param>
    /// <param name="activation">The activation f, applied while the result is in the first-level cache.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <typeparam name="TActivation">The type of the activation.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The shapes do not fit, or C shares memory with an operand. C is unchanged.</exception>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static unsafe void Multiply<TActivation, T>(
        in ReadOnlyMatrix<T> a, in ReadOnlyMatrix<T> b, ReadOnlySpan<T> bias, in Matrix<T> c, TActivation activation,
        bool accumulate = false)
        where TActivation : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        CheckShapes(a.Rows, a.Columns, b.Rows, b.Columns, c.Rows, c.Columns);
        SpanGuard.Disjoint(a.Values, c.Values);
        SpanGuard.Disjoint(b.Values, c.Values);
        if (!bias.IsEmpty)
        {
            if (bias.Length != c.Columns)
                ThrowBias(bias, c.Columns);
            SpanGuard.Disjoint(bias, c.Values);
        }
        fixed (T* pa = a.Values, pb = b.Values, pc = c.Values, pbias = bias)
        {
            var problem = new GemmProblem<T>
            {
                M = c.Rows,
                N = c.Columns,
                K = a.Columns,
                A = pa,
                ARow = a.RowStride,
                AColumn = a.ColumnStride,
                B = pb,
                BRow = b.RowStride,
                BColumn = b.ColumnStride,
                C = pc,
                CRow = c.RowStride,
                Bias = pbias,
                Accumulate = accumulate,
            };
            Run(in problem, activation);
        }
    }

    /// <summary>A product that is known to fit, on memory that does not move.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<TActivation, T>(in GemmProblem<T> problem, TActivation activation)
        where TActivation : struct, IUnaryOp
        where T : unmanaged
    {
        if (problem.M != 0 && problem.N != 0)
            Isa.Run<Single<TActivation, T>, T>(new(in problem, activation));
    }

    /// <summary>C[i] = A[i] * B[i] for each matrix of a batch, or C[i] = C[i] + A[i] * B[i].</summary>
    /// <remarks>Each product has the bits that it has alone.</remarks>
    /// <param name="a">A, m x k each; transposed views are as good as plain ones.</param>
    /// <param name="b">B, k x n each, likewise.</param>
    /// <param name="c">C, m x n each; share no memory with A or B.</param>
    /// <param name="accumulate">Whether to add to C instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">
    /// The numbers of matrices differ, the shapes do not fit, or C shares memory with an operand. C is unchanged.
    /// </exception>
    public static unsafe void MultiplyBatch<T>(
        in ReadOnlyMatrixBatch<T> a, in ReadOnlyMatrixBatch<T> b, in MatrixBatch<T> c, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (a.Count != c.Count || b.Count != c.Count)
            throw new ArgumentException($"a has {a.Count} matrices, b {b.Count} and c {c.Count}; they must be equally many.");
        CheckShapes(a.Rows, a.Columns, b.Rows, b.Columns, c.Rows, c.Columns);
        SpanGuard.Disjoint(a.Values, c.Values);
        SpanGuard.Disjoint(b.Values, c.Values);
        if (c.Count == 0 || c.Rows == 0 || c.Columns == 0)
            return;
        fixed (T* pa = a.Values, pb = b.Values, pc = c.Values)
        {
            Isa.Run<GemmBatchKernel<T>, T>(new(
                new GemmProblem<T>
                {
                    M = c.Rows,
                    N = c.Columns,
                    K = a.Columns,
                    A = pa,
                    ARow = a.RowStride,
                    AColumn = a.ColumnStride,
                    B = pb,
                    BRow = b.RowStride,
                    BColumn = b.ColumnStride,
                    C = pc,
                    CRow = c.RowStride,
                    Accumulate = accumulate,
                },
                c.Count, a.MatrixStride, b.MatrixStride, c.MatrixStride));
        }
    }

    // The problem is copied only for those that have a choice to make, or are worth threads.
    private readonly ref struct Single<TActivation, T>(ref readonly GemmProblem<T> problem, TActivation activation) : IKernel<T>
        where TActivation : struct, IUnaryOp
        where T : unmanaged
    {
        private readonly ref readonly GemmProblem<T> _problem = ref problem;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            if (GemmSmall<TActivation, V, T>.Fits(in _problem))
                GemmSmall<TActivation, V, T>.Run(in _problem, activation);
            else if (GemmWorker<TActivation, V, T>.CanBeInPlace(in _problem) && _problem.IsSerial)
                GemmWorker<TActivation, V, T>.InPlace(in _problem, activation);
            else
                Large<V>();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Large<V>() where V : struct, IVec<V, T> => new GemmKernel<TActivation, T>(_problem, activation).Run<V>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckShapes(int aRows, int aColumns, int bRows, int bColumns, int cRows, int cColumns)
    {
        if (aColumns != bRows || cRows != aRows || cColumns != bColumns)
            ThrowShapes(aRows, aColumns, bRows, bColumns, cRows, cColumns);
    }

    [DoesNotReturn]
    private static void ThrowShapes(int aRows, int aColumns, int bRows, int bColumns, int cRows, int cColumns) =>
        throw new ArgumentException(
            $"a is {aRows}x{aColumns}, b is {bRows}x{bColumns} and c is {cRows}x{cColumns}; "
            + "c = a * b takes m x k, k x n and m x n.");

    [DoesNotReturn]
    private static void ThrowBias<T>(ReadOnlySpan<T> bias, int columns) =>
        throw new ArgumentException($"bias has {bias.Length} elements for {columns} columns of c.", nameof(bias));
}
