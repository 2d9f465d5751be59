using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A kernel over items, be they elements or rows, each of which is computed the same whatever else is.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal interface ISliceKernel<TSelf, T> : IKernel<T>
    where TSelf : struct, ISliceKernel<TSelf, T>, allows ref struct
    where T : unmanaged
{
    /// <summary>The number of items.</summary>
    int Length { get; }

    /// <summary>The kernel over some of the items.</summary>
    TSelf Slice(int start, int length);
}
