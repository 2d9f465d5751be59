using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Products so small that the choices that <see cref="GemmWorker{TActivation, V, T}"/> makes take longer than they do: one vector
/// by eight rows of C at a time, finished before they are written, for masked stores cannot be read back at once.
/// </summary>
/// <remarks>
/// For a B that lies transposed, or whose rows are no whole vectors: it is read from a copy on the stack, padded with zeros; or,
/// for few rows of C, where it is, under a mask. Each element is the one chain of multiply-adds that it is in every product.
/// </remarks>
/// <typeparam name="TActivation">The activation.</typeparam>
/// <typeparam name="V">The vector type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal static unsafe class GemmSmall<TActivation, V, T>
    where TActivation : struct, IUnaryOp
    where V : struct, IVec<V, T>
    where T : unmanaged
{
    // What a copy of B may take, and the space to begin it on a cache line.
    private const int PackedBytes = 4096, LineBytes = 64;

    private const int TileRows = 8;

    // The columns of A from which on it has whole blocks to be transposed.
    private const int FewColumns = 4;

    // The steps of k, or of all tiles, up to which larger tiles would not make good for what is done for each of them.
    private const int FewSteps = 16, FewTileSteps = 64;

    /// <summary>Whether the product is so small, and B not to be read in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(in GemmProblem<T> problem)
    {
        if (problem.BColumn == 1 && problem.N % V.Count == 0)
            return false;
        // Few rows and a B that lies transposed, which is multiplied while it is being transposed, unless there are few blocks.
        if (GemmWorker<TActivation, V, T>.CanBeInColumns(in problem) && problem.K >= FewColumns
            && (problem.K > FewSteps || problem.N % V.Count != 0))
            return false;
        // Few columns and many rows are better as rows, C^T = B^T * A^T, for the same reason.
        if (problem.N <= FewColumns && problem.AColumn == 1 && problem.M >= V.Count && problem.K >= FewColumns)
            return false;
        long steps = ((problem.N - 1L) / V.Count + 1) * problem.K;
        return steps * V.Count * sizeof(T) <= PackedBytes
            && (problem.K <= FewSteps || steps * problem.M <= TileRows * FewTileSteps);
    }

    /// <summary>Computes C.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(in GemmProblem<T> problem, TActivation activation)
    {
        if (problem.BColumn == 1 && problem.M <= TileRows)
        {
            Strips(in problem, problem.B, problem.BRow, isPadded: false, activation);
            return;
        }
        byte* memory = stackalloc byte[PackedBytes + LineBytes];
        T* packed = (T*)(((nint)memory + LineBytes - 1) & -LineBytes);
        int width = (problem.N + V.Count - 1) / V.Count * V.Count;
        if (problem.BColumn == 1)
            Strip.Pad<V, T>(problem.B, problem.BRow, problem.N, width, problem.K, packed);
        else
            Strip.Transpose<V, T>(problem.B, problem.BColumn, problem.N, width, problem.K, packed, width);
        Strips(in problem, packed, width, isPadded: true, activation);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Strips(in GemmProblem<T> problem, T* strip, nint bStep, bool isPadded, TActivation activation)
    {
        T* tile = stackalloc T[TileRows * LineBytes / sizeof(T)];
        nint aRow = problem.ARow, aStep = problem.AColumn, cRow = problem.CRow;
        int steps = problem.K, n = problem.N;
        bool add = problem.Accumulate;
        for (int j = 0; j < n; j += V.Count, strip += V.Count)
        {
            int columns = Math.Min(V.Count, n - j);
            bool whole = columns == V.Count, hasBias = problem.Bias != null;
            V bias = !hasBias ? V.Zero : V.LoadPartial(ref problem.Bias[j], columns);
            T* a = problem.A, c = problem.C + j;
            for (int left = problem.M; left > 0;)
            {
                int rows = left >= TileRows ? TileRows : left >= TileRows / 2 ? TileRows / 2 : 1;
                T* b = strip;
                if (rows == TileRows)
                {
                    V c0 = V.Zero, c1 = V.Zero, c2 = V.Zero, c3 = V.Zero, c4 = V.Zero, c5 = V.Zero, c6 = V.Zero, c7 = V.Zero;
                    T* a0 = a, a2 = a + 2 * aRow, a4 = a2 + 2 * aRow, a6 = a4 + 2 * aRow;
                    for (nint k = 0, i = 0; k < steps; k++, i += aStep, b += bStep)
                    {
                        V x = isPadded ? V.Load(ref *b) : V.LoadPartial(ref *b, columns);
                        V.AddProduct(ref c0, a0[i], x);
                        V.AddProduct(ref c1, a0[i + aRow], x);
                        V.AddProduct(ref c2, a2[i], x);
                        V.AddProduct(ref c3, a2[i + aRow], x);
                        V.AddProduct(ref c4, a4[i], x);
                        V.AddProduct(ref c5, a4[i + aRow], x);
                        V.AddProduct(ref c6, a6[i], x);
                        V.AddProduct(ref c7, a6[i + aRow], x);
                    }
                    V.Store(c0, ref tile[0]);
                    V.Store(c1, ref tile[V.Count]);
                    V.Store(c2, ref tile[2 * V.Count]);
                    V.Store(c3, ref tile[3 * V.Count]);
                    V.Store(c4, ref tile[4 * V.Count]);
                    V.Store(c5, ref tile[5 * V.Count]);
                    V.Store(c6, ref tile[6 * V.Count]);
                    V.Store(c7, ref tile[7 * V.Count]);
                }
                else if (rows == TileRows / 2)
                {
                    V c0 = V.Zero, c1 = V.Zero, c2 = V.Zero, c3 = V.Zero;
                    T* a0 = a, a2 = a + 2 * aRow;
                    for (int k = steps; k > 0; k--, a0 += aStep, a2 += aStep, b += bStep)
                    {
                        V x = isPadded ? V.Load(ref *b) : V.LoadPartial(ref *b, columns);
                        V.AddProduct(ref c0, a0[0], x);
                        V.AddProduct(ref c1, a0[aRow], x);
                        V.AddProduct(ref c2, a2[0], x);
                        V.AddProduct(ref c3, a2[aRow], x);
                    }
                    V.Store(c0, ref tile[0]);
                    V.Store(c1, ref tile[V.Count]);
                    V.Store(c2, ref tile[2 * V.Count]);
                    V.Store(c3, ref tile[3 * V.Count]);
                }
                else
                {
                    V sum = V.Zero;
                    T* from = a;
                    for (int k = steps; k > 0; k--, from += aStep, b += bStep)
                        sum = V.Fma(V.Splat(*from), isPadded ? V.Load(ref *b) : V.LoadPartial(ref *b, columns), sum);
                    V.Store(sum, ref *tile);
                }
                for (int i = 0; i < rows; i++, c += cRow)
                {
                    V y = V.Load(ref tile[i * V.Count]);
                    if (add)
                        y = (whole ? V.Load(ref *c) : V.LoadPartial(ref *c, columns)) + y;
                    y = activation.Forward(hasBias ? y + bias : y);
                    if (whole)
                        V.Store(y, ref *c);
                    else
                        V.StorePartial(y, ref *c, columns);
                }
                a += rows * aRow;
                left -= rows;
            }
        }
    }
}
