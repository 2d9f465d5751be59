using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The five loops around the register tile: columns of B by blocks, panels of k, rows of A by blocks, then tiles.
/// </summary>
/// <remarks>
/// B's panel is packed for the outer caches and A's block for the second-level cache, both in 64-byte aligned pool buffers,
/// padded with zeros to whole tiles. Only the panels of k, which are fixed, decide the order of additions; the split over
/// threads is by rows or columns of C.
/// </remarks>
/// <typeparam name="TActivation">The activation.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct GemmKernel<TActivation, T>(GemmProblem<T> problem) : IKernel<T>
    where TActivation : struct, IUnaryOp
    where T : unmanaged
{
    private readonly GemmProblem<T> _problem = problem;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        long work = (long)_problem.M * _problem.N * _problem.K;
        int threads = work < GemmBlocking.SerialLimit ? 1 : Parallelism.MaxThreads;
        if (threads == 1)
        {
            Serial<V>(in _problem);
            return;
        }
        int tileRows = GemmBlocking.TileRows(V.Count * sizeof(T), _problem.M), tileColumns = GemmBlocking.TileVectors * V.Count;
        bool byRows = (_problem.M + tileRows - 1) / tileRows >= (_problem.N + tileColumns - 1) / tileColumns;
        int unit = byRows ? tileRows : tileColumns;
        int units = ((byRows ? _problem.M : _problem.N) + unit - 1) / unit;
        int partLength = (units + threads - 1) / threads * unit;
        Parallelism.For((units * unit + partLength - 1) / partLength, new Part<V>(_problem, byRows, partLength));
    }

    [SkipLocalsInit]
    private static void Serial<V>(in GemmProblem<T> problem) where V : struct, IVec<V, T>
    {
        int tileColumns = GemmBlocking.TileVectors * V.Count;
        int blockN = Math.Min(GemmBlocking.BlockN, RoundUp(problem.N, tileColumns));
        int blockM = Math.Min(GemmBlocking.BlockM, RoundUp(problem.M, 12));
        int panelK = Math.Min(GemmBlocking.PanelK, problem.K);
        using var packedB = BufferPool.Shared.Rent<T>(blockN * panelK);
        using var packedA = BufferPool.Shared.Rent<T>(blockM * panelK);
        T* b = packedB.Pointer;
        T* a = packedA.Pointer;
        T* tile = stackalloc T[12 * tileColumns];

        for (int jc = 0; jc < problem.N; jc += blockN)
        {
            int n = Math.Min(blockN, problem.N - jc);
            int pc = 0;
            // Once even if k is 0: C is then zeros, the bias, or what it was.
            do
            {
                int k = Math.Min(panelK, problem.K - pc);
                for (int j = 0; j < n; j += tileColumns)
                    GemmPack.Run<V, T>(
                        problem.B + (jc + j) * problem.BColumn + pc * problem.BRow, problem.BColumn, problem.BRow,
                        Math.Min(tileColumns, n - j), tileColumns, k, b + (nint)j * k);
                for (int ic = 0; ic < problem.M; ic += blockM)
                {
                    int m = Math.Min(blockM, problem.M - ic);
                    for (int i = 0, rows; i < m; i += rows)
                    {
                        rows = GemmBlocking.TileRows(V.Count * sizeof(T), m - i);
                        GemmPack.Run<V, T>(
                            problem.A + (ic + i) * problem.ARow + pc * problem.AColumn, problem.ARow, problem.AColumn,
                            Math.Min(rows, m - i), rows, k, a + (nint)i * k);
                    }
                    Block<V>(in problem, ic, m, jc, n, pc, k, a, b, tile);
                }
                pc += k;
            }
            while (pc < problem.K);
        }
    }

    // The two inner loops: every tile of a packed block of A times a packed panel of B.
    private static void Block<V>(in GemmProblem<T> problem, int ic, int m, int jc, int n, int pc, int k, T* a, T* b, T* tile)
        where V : struct, IVec<V, T>
    {
        int tileColumns = GemmBlocking.TileVectors * V.Count;
        bool add = pc > 0 || problem.Accumulate;
        bool last = pc + k == problem.K;
        bool finish = last && (problem.Bias != null || typeof(TActivation) != typeof(Identity));
        for (int j = 0; j < n; j += tileColumns)
        {
            int columns = Math.Min(tileColumns, n - j);
            T* bias = problem.Bias == null ? null : problem.Bias + jc + j;
            for (int i = 0, tileRows; i < m; i += tileRows)
            {
                tileRows = GemmBlocking.TileRows(V.Count * sizeof(T), m - i);
                int rows = Math.Min(tileRows, m - i);
                T* c = problem.C + (ic + i) * problem.CRow + jc + j;
                bool whole = rows == tileRows && columns == tileColumns && !add && !finish;
                T* destination = whole ? c : tile;
                nint destinationRow = whole ? problem.CRow : tileColumns;
                T* ai = a + (nint)i * k;
                T* bj = b + (nint)j * k;
                if (tileRows == 12)
                    GemmTile12x2.Run<V, T>(k, ai, 1, 12, bj, tileColumns, destination, destinationRow);
                else if (tileRows == 6)
                    GemmTile6x2.Run<V, T>(k, ai, 1, 6, bj, tileColumns, destination, destinationRow);
                else
                    GemmTile1x2.Run<V, T>(k, ai, 1, bj, tileColumns, destination);
                if (!whole)
                    GemmEpilogue<TActivation>.Run<V, T>(rows, columns, tile, c, problem.CRow, add, last, bias);
            }
        }
    }

    private static int RoundUp(int x, int unit) => (int)Math.Min(int.MaxValue, ((long)x + unit - 1) / unit * unit);

    private readonly struct Part<V>(GemmProblem<T> problem, bool byRows, int length) : IParallelBody where V : struct, IVec<V, T>
    {
        private readonly GemmProblem<T> _problem = problem;

        public void Invoke(int part)
        {
            int start = part * length;
            Serial<V>(byRows
                ? _problem.SliceRows(start, Math.Min(length, _problem.M - start))
                : _problem.SliceColumns(start, Math.Min(length, _problem.N - start)));
        }
    }
}
