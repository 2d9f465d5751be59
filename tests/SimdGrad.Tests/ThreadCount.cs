using SimdGrad.Kernels;

namespace SimdGrad.Tests;

/// <summary>Sets the number of threads, for tests in the <see cref="Serial"/> collection, until it is disposed.</summary>
internal readonly ref struct ThreadCount
{
    private readonly int _before = Parallelism.MaxThreads;

    public ThreadCount(int threads) => Parallelism.MaxThreads = threads;

    public void Dispose() => Parallelism.MaxThreads = _before;
}
