using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// A product, split over threads by rows or columns of C if it is large, or by panels of k; every part is a product of its own.
/// </summary>
/// <typeparam name="TActivation">The activation.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct GemmKernel<TActivation, T>(GemmProblem<T> problem, TActivation activation) : IKernel<T>
    where TActivation : struct, IUnaryOp
    where T : unmanaged
{
    private readonly GemmProblem<T> _problem = problem;
    private readonly TActivation _activation = activation;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run<V>() where V : struct, IVec<V, T>
    {
        int m = _problem.M, n = _problem.N, k = _problem.K;
        long work = (long)m * n * k;
        int threads = GemmBlocking.Threads(work, GemmBlocking.Elements(m, n, k));
        if (threads == 1)
        {
            GemmWorker<TActivation, V, T>.Run(in _problem, _activation);
            return;
        }
        var wake = GemmBlocking.WakeFor(work);
        int most = Parallelism.MaxThreads;
        if (_problem.BColumn == 1 && WeightRows.Divide(k, n, m, most))
        {
            Panels<V>(most, wake);
            return;
        }
        bool byRows;
        Division division;
        if (_problem.ARow == 1 && WeightRows.Divide(m, n, k, most))
            (byRows, division) = (true, WeightRows.Parts(m, most));
        else if (_problem.BRow == 1 && WeightRows.Divide(n, k, m, most))
            (byRows, division) = (false, WeightRows.Parts(n, most));
        else
            byRows = DividesRows<V>(threads, out division);
        Parallelism.For(division.Parts, new Part<V>(_problem, _activation, byRows, division), wake);
    }

    // Rows, unless columns make the longest part shorter: parts of rows transpose all of a B that lies transposed each, parts of
    // columns pack all of an A that does. What is computed as C^T is seen as that.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private bool DividesRows<V>(int threads, out Division division) where V : struct, IVec<V, T>
    {
        bool swaps = GemmWorker<TActivation, V, T>.TransposePays(in _problem);
        var (m, n) = swaps ? (_problem.N, _problem.M) : (_problem.M, _problem.N);
        bool transposesB = (swaps ? _problem.ARow : _problem.BColumn) != 1;
        bool packsA = (swaps ? _problem.BRow : _problem.AColumn) != 1;
        int tiles = GemmBlocking.Tiles(V.Count * sizeof(T), m, n > V.Count, _problem.K);
        int height = GemmBlocking.TileRows(m, tiles, out _), width = GemmBlocking.TileVectors * V.Count;
        Division rows = new(m, height, threads), columns = new(n, width, threads);
        // Cycles for each step of k: two vectors of products in one, and a quarter for each element that is moved.
        long cyclesOfRows = (long)rows.Longest * n / width + (transposesB ? n / 4 : 0);
        long cyclesOfColumns = (long)columns.Longest * m / width + (packsA ? m / 4 : 0);
        bool byRows = 15 * cyclesOfRows <= 16 * cyclesOfColumns;
        division = byRows ? rows : columns;
        return byRows != swaps;
    }

    // The first part is computed in C. The panels of the others are computed apart and then added one after the other, as a
    // single thread adds them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Panels<V>(int threads, Wake wake) where V : struct, IVec<V, T>
    {
        var division = WeightRows.Parts(_problem.K, threads);
        int length = _problem.M * _problem.N, panelK = GemmBlocking.Panel(_problem.K);
        int others = (_problem.K - division.Length(0) - 1) / panelK + 1;
        using var apart = BufferPool.Shared.Rent<T>(others * length);
        Parallelism.For(division.Parts, new PanelPart<V>(_problem, division, panelK, apart.Pointer), wake);
        for (int panel = 0; panel < others; panel++)
            GemmEpilogue<TActivation>.Run<V, T>(
                _problem.M, _problem.N, apart.Pointer + (nint)panel * length, _problem.N, _problem.C, _problem.CRow,
                add: true, last: panel == others - 1, _problem.Bias, _activation);
    }

    private readonly struct Part<V>(GemmProblem<T> problem, TActivation activation, bool byRows, Division division)
        : IParallelBody
        where V : struct, IVec<V, T>
    {
        private readonly GemmProblem<T> _problem = problem;

        public void Invoke(int part)
        {
            int start = division.Start(part), length = division.Length(part);
            var slice = byRows ? _problem.SliceRows(start, length) : _problem.SliceColumns(start, length);
            GemmWorker<TActivation, V, T>.Run(in slice, activation);
        }
    }

    private readonly struct PanelPart<V>(GemmProblem<T> problem, Division division, int panelK, T* apart) : IParallelBody
        where V : struct, IVec<V, T>
    {
        private readonly GemmProblem<T> _problem = problem;

        public void Invoke(int part)
        {
            if (part == 0)
            {
                var first = _problem.Steps(0, division.Length(0));
                GemmWorker<Identity, V, T>.Run(in first, default);
                return;
            }
            int stop = division.Start(part + 1);
            for (int start = division.Start(part); start < stop; start += panelK)
            {
                var panel = _problem.Steps(start, Math.Min(panelK, stop - start));
                panel.C = apart + (nint)((start - division.Length(0)) / panelK) * panel.M * panel.N;
                panel.CRow = panel.N;
                panel.Accumulate = false;
                GemmWorker<Identity, V, T>.Run(in panel, default);
            }
        }
    }
}
