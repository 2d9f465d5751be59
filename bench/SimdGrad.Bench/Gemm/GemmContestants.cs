using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>One product as all contestants compute it, on the same memory: the peak's loop, then ours, then the peers.</summary>
internal sealed unsafe class GemmContestants<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly StaggeredBuffers<T> _buffers;

    /// <summary>Prepares the operands.</summary>
    public GemmContestants(GemmSize size, bool transA, bool transB, IReadOnlyList<IGemmPeer> peers)
    {
        var (m, n, k) = size;
        _buffers = new(m * k, k * n, m * n);
        var able = peers.Where(peer => peer.Supports<T>()).ToList();
        Peers = [.. able.Select(peer => peer.Name)];
        Actions =
        [
            () => FmaPeak.Run<T>(),
            () => Multiply(size, _buffers, transA, transB),
            .. able.Select(peer => peer.Prepare(
                m, n, k, _buffers.Pointer(0), transA, _buffers.Pointer(1), transB, _buffers.Pointer(2))),
        ];
    }

    /// <summary>The names of the peers that have this product.</summary>
    public IReadOnlyList<string> Peers { get; }

    /// <summary>What each calls.</summary>
    public IReadOnlyList<Action> Actions { get; }

    /// <summary>The third buffer = the first * the second, through the public entry point with its checks.</summary>
    public static void Multiply(GemmSize size, StaggeredBuffers<T> buffers, bool transA, bool transB)
    {
        var (m, n, k) = size;
        var left = new ReadOnlyMatrix<T>(buffers[0], transA ? k : m, transA ? m : k);
        var right = new ReadOnlyMatrix<T>(buffers[1], transB ? n : k, transB ? k : n);
        Kernels.Gemm.Multiply(
            transA ? left.Transposed : left, transB ? right.Transposed : right, new Matrix<T>(buffers[2], m, n));
    }

    public void Dispose() => _buffers.Dispose();
}
