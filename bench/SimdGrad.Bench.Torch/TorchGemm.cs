using TorchSharp;

namespace SimdGrad.Bench.Torch;

/// <summary>TorchSharp's matrix product, into a tensor that exists before.</summary>
/// <remarks>Its <c>torch.mm</c> has no such form; <c>addmm_</c> with a beta of 0 computes the same by the same route.</remarks>
internal sealed unsafe class TorchGemm : IGemmPeer
{
    /// <inheritdoc/>
    public string Name => "torch";

    /// <inheritdoc/>
    public string Version => torch.__version__;

    /// <summary>The only peer here, to use up to so many threads.</summary>
    public static IReadOnlyList<IGemmPeer> Find(int threads)
    {
        torch.set_num_threads(threads);
        torch.set_grad_enabled(false);
        return [new TorchGemm()];
    }

    /// <inheritdoc/>
    public bool Supports<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    /// <inheritdoc/>
    /// <remarks>The tensors are left to their finalizers: a report lasts less than they would be worth.</remarks>
    public Action Prepare<T>(int m, int n, int k, T* a, bool transA, T* b, bool transB, T* c) where T : unmanaged
    {
        var left = Copy(a, transA ? k : m, transA ? m : k);
        var right = Copy(b, transB ? n : k, transB ? k : n);
        var operandA = transA ? left.t() : left;
        var operandB = transB ? right.t() : right;
        var product = torch.empty(m, n, dtype: left.dtype);
        return () => product.addmm_(operandA, operandB, 0, 1);
    }

    private static torch.Tensor Copy<T>(T* values, long rows, long columns) where T : unmanaged
    {
        var tensor = torch.empty(rows, columns, dtype: typeof(T) == typeof(float) ? torch.float32 : torch.float64);
        tensor.data<T>().CopyFrom(new ReadOnlySpan<T>(values, (int)(rows * columns)).ToArray());
        return tensor;
    }
}
