using System.Runtime.CompilerServices;
using SimdGrad.Memory;

namespace SimdGrad.Kernels;

// The way by C^T = B^T A^T, and when it is taken.
internal unsafe partial struct GemmWorker<TActivation, V, T>
{
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Transposed(in GemmProblem<T> problem, TActivation activation)
    {
        // A column is its transpose.
        if (problem.N == 1 && problem.CRow == 1)
        {
            Product(problem.Transposed(problem.C));
            Finish(problem.M, 1, problem.C, 1, problem.Bias, activation);
        }
        else if (IsSmall(in problem))
        {
            byte* small = stackalloc byte[SmallBytes + LineBytes];
            Transposed(in problem, Aligned(small), activation);
        }
        else
        {
            using var transposed = BufferPool.Shared.Rent<T>(problem.M * problem.N);
            Transposed(in problem, transposed.Pointer, activation);
        }
    }

    // By way of memory for C^T.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Transposed(in GemmProblem<T> problem, T* c, TActivation activation)
    {
        int m = problem.M, n = problem.N;
        if (problem.Accumulate)
            Kernels.Strip.Transpose<V, T>(problem.C, problem.CRow, m, m, n, c, m);
        Product(problem.Transposed(c));
        Kernels.Strip.Transpose<V, T>(c, m, n, n, m, problem.C, problem.CRow);
        Finish(m, n, problem.C, problem.CRow, problem.Bias, activation);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Product(in GemmProblem<T> problem)
    {
        if (CanBeInPlace(in problem))
            GemmWorker<Identity, V, T>.InPlace(in problem, default);
        else if (CanBeInColumns(in problem))
            GemmWorker<Identity, V, T>.InColumns(in problem, default);
        else
            GemmWorker<Identity, V, T>.InPanels(in problem, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSmall(in GemmProblem<T> problem) =>
        (long)problem.M * problem.N * sizeof(T) <= SmallBytes;

    /// <summary>Whether C^T = B^T * A^T is computed instead, and transposed into C.</summary>
    // Its cycles, with those of transposing C, and some for the memory that it takes, are fewer.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static bool TransposePays(in GemmProblem<T> problem)
    {
        long m = problem.M, n = problem.N, k = problem.K;
        return Cycles(n, m, k, problem.AColumn == 1) + m * n / (problem.Accumulate ? 1 : 2) + (IsSmall(in problem) ? 100 : 500)
            < Cycles(m, n, k, problem.BColumn != 1);
    }

    // About the cycles of a product: two vectors in each, whatever part of the last vector of a row is used, if the accumulators
    // are enough to hide their latency, and fewer where a tile is one vector wide; and of packing a B that lies transposed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Cycles(long m, long n, long k, bool bLiesTransposed)
    {
        bool inColumns = bLiesTransposed && FitsInColumns(m, n, k);
        long vectors = (n - 1) / V.Count + 1;
        long width = inColumns ? 1 : Math.Min(vectors, GemmBlocking.StripVectors(V.Count * sizeof(T), m));
        long products = k * Math.Max(m, 8 / width) * vectors;
        if (inColumns)
            return products / 2;
        long packing = bLiesTransposed ? Math.Max(n * k / 4, 4 * k) : n % V.Count != 0 ? 2 * k * vectors : 0;
        return (width == 1 ? products * 2 / 3 : products / 2) + packing;
    }
}
