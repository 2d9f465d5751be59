using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// Measures the matrix product at the sizes that networks use, in all orientations, next to the peak of the processor and to
/// its peers, such as the native libraries found on the machine. Samples of all are interleaved, so that drift hits them
/// alike; medians count.
/// </summary>
internal static unsafe class GemmReport
{
    private const int Samples = 9;
    private const double SampleSeconds = 2e-3;

    private static readonly (int M, int N, int K)[] s_sizes =
    [
        (32, 32, 32), (64, 64, 64), (128, 128, 128), (256, 256, 256), (512, 512, 512), (1024, 1024, 1024), (2048, 2048, 2048),
        (64, 512, 784), (256, 512, 784), (64, 10, 512), (1, 512, 784),
    ];

    /// <summary>Measures all rows, one after the other.</summary>
    public static IEnumerable<GemmRow> Run<T>(int threads, IReadOnlyList<IGemmPeer> peers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parallelism.MaxThreads = threads;
        foreach (var (m, n, k) in s_sizes)
            foreach (bool transA in (bool[])[false, true])
                foreach (bool transB in (bool[])[false, true])
                    yield return Measure<T>(m, n, k, transA, transB, threads, peers);
    }

    private static GemmRow Measure<T>(
        int m, int n, int k, bool transA, bool transB, int threads, IReadOnlyList<IGemmPeer> peers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var bufferA = Random<T>(m * k, 1);
        using var bufferB = Random<T>(k * n, 2);
        using var bufferC = Random<T>(m * n, 3);
        nint a = (nint)bufferA.Pointer, b = (nint)bufferB.Pointer, c = (nint)bufferC.Pointer;
        var runs = new List<(string Name, Action Action)>
        {
            ("", () => Multiply<T>(m, n, k, (T*)a, transA, (T*)b, transB, (T*)c)),
        };
        foreach (var peer in peers)
            if (peer.Supports<T>())
                runs.Add((peer.Name, peer.Prepare(m, n, k, (T*)a, transA, (T*)b, transB, (T*)c)));

        int[] calls = [.. runs.Select(run => Timing.CallsFor(run.Action, SampleSeconds))];
        var seconds = runs.Select(_ => new List<double>()).ToArray();
        var peaks = new List<double>();
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int i = 0; i < runs.Count; i++)
            {
                peaks.Add(FmaPeak.Measure<T>());
                seconds[i].Add(Timing.Seconds(runs[i].Action, calls[i]));
            }
        }
        double work = 2.0 * m * n * k * 1e-9;
        double ours = work / Timing.Median(seconds[0]);
        return new GemmRow(
            m, n, k, transA, transB, typeof(T) == typeof(float) ? "float" : "double",
            Isa.Current.ToString().ToLowerInvariant(), threads, ours, ours / (Timing.Median(peaks) * threads),
            Enumerable.Range(1, runs.Count - 1).ToDictionary(i => runs[i].Name, i => work / Timing.Median(seconds[i])));
    }

    /// <summary>C = A * B through the public entry point, with its checks.</summary>
    public static void Multiply<T>(int m, int n, int k, T* a, bool transA, T* b, bool transB, T* c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var left = new ReadOnlyMatrix<T>(new ReadOnlySpan<T>(a, m * k), transA ? k : m, transA ? m : k);
        var right = new ReadOnlyMatrix<T>(new ReadOnlySpan<T>(b, k * n), transB ? n : k, transB ? k : n);
        Kernels.Gemm.Multiply(
            transA ? left.Transposed : left, transB ? right.Transposed : right, new Matrix<T>(new Span<T>(c, m * n), m, n));
    }

    /// <summary>A buffer of random numbers from -0.5 to 0.5.</summary>
    public static PooledBuffer<T> Random<T>(int length, ulong seed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var buffer = BufferPool.Shared.Rent<T>(length);
        var random = new CounterRandom(seed);
        for (int i = 0; i < length; i++)
            buffer.Span[i] = T.CreateTruncating(random.Uniform((ulong)i) - 0.5);
        return buffer;
    }
}
