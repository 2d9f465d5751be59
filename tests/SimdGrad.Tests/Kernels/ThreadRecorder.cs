using System.Collections.Concurrent;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Kernels;

/// <summary>An identity that remembers the threads that it was computed on.</summary>
public readonly struct ThreadRecorder : IUnaryOp
{
    private static readonly ConcurrentDictionary<int, bool> s_threads = new();

    public static bool BackwardReadsInput => false;

    /// <summary>The number of threads since <see cref="Clear"/>.</summary>
    public static int Count => s_threads.Count;

    public static void Clear() => s_threads.Clear();

    public double Reference(double x) => x;

    V IUnaryOp.Forward<V>(V x)
    {
        s_threads[Environment.CurrentManagedThreadId] = true;
        return x;
    }

    V IUnaryOp.Backward<V>(V x, V y, V dy) => dy;
}
