using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

// The way for few rows and a B that lies transposed, and when it is taken.
internal unsafe partial struct GemmWorker<TActivation, V, T>
{
    /// <summary>Whether B lies transposed and is multiplied while it is being transposed, all rows at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanBeInColumns(in GemmProblem<T> problem) =>
        problem.BColumn != 1 && FitsInColumns(problem.M, problem.N, problem.K);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool FitsInColumns(long m, long n, long k) =>
        m <= GemmBlocking.TileRowsOf(V.Count * sizeof(T)) && n >= V.Count && HasBlocks(k);

    // Whether so many steps of a B that lies transposed have blocks to be transposed in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasBlocks(long steps) => BlockTranspose.Side<T>() > 1 && steps >= BlockTranspose.Side<T>();

    // B lies transposed, and all rows are in one tile: nothing would read a copy.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void InColumns(in GemmProblem<T> problem, TActivation activation)
    {
        int pairs = GemmBlocking.ColumnVectors(V.Count * sizeof(T), problem.M) == 2 ? problem.N / TileColumns : 0;
        int inPairs = pairs * TileColumns, vectors = (problem.N - inPairs) / V.Count, whole = inPairs + vectors * V.Count;
        Unsafe.SkipInit(out GemmStrip<T> strip);
        strip.Steps = problem.K;
        strip.A = problem.A;
        strip.ARow = problem.ARow;
        strip.AStep = problem.AColumn;
        strip.B = problem.B;
        strip.BStep = problem.BColumn;
        strip.C = problem.C;
        strip.CRow = problem.CRow;
        strip.Accumulate = problem.Accumulate;
        if (pairs > 0)
            GemmTiles.RunColumns<V, T>(problem.M, 2, in strip, pairs);
        strip.B += inPairs * problem.BColumn;
        strip.C += inPairs;
        if (vectors > 0)
            GemmTiles.RunColumns<V, T>(problem.M, 1, in strip, vectors);
        Finish(problem.M, whole, problem.C, problem.CRow, problem.Bias, activation);
        if (whole < problem.N)
            LastColumns(in problem, strip, problem.N - whole, activation);
    }

    // Those that are left of whole vectors: with those before them that make a vector, by way of a tile.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LastColumns(in GemmProblem<T> problem, GemmStrip<T> strip, int columns, TActivation activation)
    {
        T* tile = stackalloc T[GemmBlocking.TileRowsMax * V.Count];
        T* c = problem.C + problem.N - V.Count;
        if (problem.Accumulate)
            for (int i = 0; i < problem.M; i++)
                V.Store(V.Load(ref c[i * problem.CRow]), ref tile[i * V.Count]);
        strip.B = problem.B + (problem.N - V.Count) * problem.BColumn;
        strip.C = tile;
        strip.CRow = V.Count;
        GemmTiles.RunColumns<V, T>(problem.M, 1, in strip, 1);
        int before = V.Count - columns;
        GemmEpilogue<TActivation>.Run<V, T>(
            problem.M, columns, tile + before, V.Count, c + before, problem.CRow, add: false, last: true,
            problem.Bias == null ? null : problem.Bias + (problem.N - columns), activation);
    }
}
