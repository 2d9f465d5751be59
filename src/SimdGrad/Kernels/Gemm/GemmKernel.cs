using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A product, split over threads by rows or columns of C if it is large; every part is a product of its own.</summary>
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
        long work = (long)_problem.M * _problem.N * _problem.K;
        int threads = work < GemmBlocking.SerialLimit ? 1 : Parallelism.MaxThreads;
        if (threads == 1)
        {
            GemmWorker<TActivation, V, T>.Run(in _problem, _activation);
            return;
        }
        int tileRows = GemmBlocking.TileRows(V.Count * sizeof(T), _problem.M), tileColumns = GemmBlocking.TileVectors * V.Count;
        int rowTiles = Ceiling(_problem.M, tileRows), columnTiles = Ceiling(_problem.N, tileColumns);
        bool byRows = rowTiles >= columnTiles;
        int partLength = Ceiling(byRows ? rowTiles : columnTiles, threads) * (byRows ? tileRows : tileColumns);
        Parallelism.For(
            Ceiling(byRows ? _problem.M : _problem.N, partLength), new Part<V>(_problem, _activation, byRows, partLength),
            work >= GemmBlocking.WakeLimit);
    }

    private static int Ceiling(int dividend, int divisor) => (dividend - 1) / divisor + 1;

    private readonly struct Part<V>(GemmProblem<T> problem, TActivation activation, bool byRows, int length) : IParallelBody
        where V : struct, IVec<V, T>
    {
        private readonly GemmProblem<T> _problem = problem;

        public void Invoke(int part)
        {
            int start = part * length;
            var slice = byRows
                ? _problem.SliceRows(start, Math.Min(length, _problem.M - start))
                : _problem.SliceColumns(start, Math.Min(length, _problem.N - start));
            GemmWorker<TActivation, V, T>.Run(in slice, activation);
        }
    }
}
