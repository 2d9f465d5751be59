using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Bench;

/// <summary>
/// Measures the matrix product at the sizes that networks use, in all orientations, next to the peak of the processor and to
/// its peers, such as the native libraries found on the machine.
/// </summary>
internal static class GemmReport
{
    /// <summary>The sizes that are measured.</summary>
    public static IReadOnlyList<GemmSize> Sizes { get; } =
    [
        new(32, 32, 32), new(64, 64, 64), new(128, 128, 128), new(256, 256, 256), new(512, 512, 512), new(1024, 1024, 1024),
        new(2048, 2048, 2048), new(64, 512, 784), new(256, 512, 784), new(64, 10, 512), new(1, 512, 784),
    ];

    /// <summary>Measures all rows of these sizes, one after the other.</summary>
    public static IEnumerable<GemmRow> Run<T>(IReadOnlyList<GemmSize> sizes, int threads, IReadOnlyList<IGemmPeer> peers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Parallelism.MaxThreads = threads;
        bool[] orders = [false, true];
        using (var smallest = new GemmContestants<T>(Sizes[0], false, false, peers))
            Timing.SettleTiers(smallest.Actions);
        foreach (var size in sizes)
            foreach (bool transA in orders)
                foreach (bool transB in orders)
                    yield return Measure<T>(size, transA, transB, threads, peers);
    }

    private static GemmRow Measure<T>(GemmSize size, bool transA, bool transB, int threads, IReadOnlyList<IGemmPeer> peers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var contestants = new GemmContestants<T>(size, transA, transB, peers);
        double[] seconds = Contest.MedianSeconds(contestants.Actions, threads);
        double work = size.Operations * 1e-9;
        double peak = FmaPeak.Run<T>() * 1e-9 / seconds[0];
        double ours = work / seconds[1];
        return new GemmRow(
            size.M, size.N, size.K, transA, transB, typeof(T) == typeof(float) ? "float" : "double",
            Isa.Current.ToString().ToLowerInvariant(), threads, ours, ours / (peak * threads),
            contestants.Peers.Index().ToDictionary(peer => peer.Item, peer => work / seconds[peer.Index + 2]));
    }
}
