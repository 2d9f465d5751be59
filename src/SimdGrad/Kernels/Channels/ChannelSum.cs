using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The values of a formula added up for each channel.</summary>
/// <remarks>
/// Where a channel's elements lie side by side, each such slice is folded by itself, and then the slices as columns are: the
/// order is a function of the sizes alone. Otherwise the channels are columns from the start.
/// </remarks>
/// <typeparam name="TFormula">The formula.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ChannelSum<TFormula, T>(ChannelOperands<T> operands, T* sums) : IKernel<T>
    where TFormula : struct, IChannelFormula
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ChannelOperands<T> _operands = operands;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        var layout = _operands.Layout;
        if (layout.Inner == 1)
        {
            Columns.Sum<ChannelColumns<TFormula, T>, V, T>(new(_operands), layout.Outer, layout.Length, sums, accumulate: false);
            return;
        }
        int slices = layout.Outer * layout.Length;
        using var buffer = BufferPool.Shared.Rent<T>(slices);
        Sliced.Run<Slices, T>(new(_operands, buffer.Pointer, 0, slices), layout.Inner);
        Columns.Sum<ReductionColumns<PlainReduction, T>, V, T>(
            new(buffer.Pointer, layout.Length, null), layout.Outer, layout.Length, sums, accumulate: false);
    }

    private readonly struct Slices(ChannelOperands<T> operands, T* results, int start, int length) : ISliceKernel<Slices, T>
    {
        private readonly ChannelOperands<T> _operands = operands;

        public int Length => length;

        public Slices Slice(int first, int count) => new(_operands, results, start + first, count);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            for (int i = start; i < start + length; i++)
                results[i] = Fold.Run<AddCombine, ChannelTerm<TFormula, T>, V, T>(
                    new(in _operands, i), 0, _operands.Layout.Inner);
        }
    }
}
