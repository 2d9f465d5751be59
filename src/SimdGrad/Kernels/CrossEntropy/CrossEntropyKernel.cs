using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Softmax cross-entropy at the width in force: short rows side by side, long ones one after the other.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct CrossEntropyKernel<T>(CrossEntropyProblem<T> problem)
    : ISliceKernel<CrossEntropyKernel<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MaxStackChunks = 64;

    private readonly CrossEntropyProblem<T> _problem = problem;

    public int Length => _problem.Rows;

    public CrossEntropyKernel<T> Slice(int start, int length) => new(_problem.Slice(start, length));

    [SkipLocalsInit]
    public void Run<V>() where V : struct, IVec<V, T>
    {
        if (NarrowRows.Suit<V, T>(_problem.Rows, _problem.Columns))
        {
            NarrowCrossEntropy.Run<V, T>(in _problem);
            return;
        }
        int chunks = SoftmaxChunk.Count(_problem.Columns);
        if (chunks <= MaxStackChunks)
        {
            T* scratch = stackalloc T[2 * MaxStackChunks];
            CrossEntropyRows.Run<V, T>(in _problem, 0, _problem.Rows, scratch);
            return;
        }
        var rented = ArrayPool<T>.Shared.Rent(2 * chunks);
        fixed (T* scratch = rented)
            CrossEntropyRows.Run<V, T>(in _problem, 0, _problem.Rows, scratch);
        ArrayPool<T>.Shared.Return(rented);
    }
}
