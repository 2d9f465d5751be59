using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Products of one shape at equal distances. Threads divide the batch, and large products themselves.</summary>
/// <param name="first">The first product.</param>
/// <param name="count">The number of products, at least 1.</param>
/// <param name="strideA">The distance of two A; 0 for one that stands for all.</param>
/// <param name="strideB">The same of B.</param>
/// <param name="strideC">The distance of two C, which share nothing.</param>
/// <typeparam name="T">The element type.</typeparam>
internal readonly struct GemmBatchKernel<T>(GemmProblem<T> first, int count, nint strideA, nint strideB, nint strideC)
    : IKernel<T>
    where T : unmanaged
{
    private readonly GemmProblem<T> _first = first;

    /// <inheritdoc/>
    public void Run<V>() where V : struct, IVec<V, T>
    {
        int m = _first.M, n = _first.N, k = _first.K;
        long work = (long)m * n * k * count;
        int threads = GemmBlocking.Threads(work, GemmBlocking.Elements(m, n, k) * count);
        int parts = threads == 1 ? 1 : (int)Math.Min(count, (long)threads * GemmBlocking.PartsPerThread);
        if (parts == 1)
            Multiply<V>(0, count);
        else
            Parallelism.For(parts, new Part<V>(this, count, parts), GemmBlocking.WakeFor(work));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private unsafe void Multiply<V>(int start, int end) where V : struct, IVec<V, T>
    {
        for (int i = start; i < end; i++)
            new GemmKernel<Identity, T>(_first with
            {
                A = _first.A + i * strideA,
                B = _first.B + i * strideB,
                C = _first.C + i * strideC,
            }, default).Run<V>();
    }

    private readonly struct Part<V>(GemmBatchKernel<T> batch, int count, int parts) : IParallelBody where V : struct, IVec<V, T>
    {
        public void Invoke(int part) =>
            batch.Multiply<V>((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));
    }
}
