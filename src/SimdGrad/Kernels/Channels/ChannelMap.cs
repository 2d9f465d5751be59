using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The values of a formula stored, or added to what is there: slices of a channel, or rows of all channels.</summary>
/// <typeparam name="TFormula">The formula.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ChannelMap<TFormula, T>(
    ChannelOperands<T> operands, T* y, bool accumulate, int start, int length) : ISliceKernel<ChannelMap<TFormula, T>, T>
    where TFormula : struct, IChannelFormula
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ChannelOperands<T> _operands = operands;

    public int Length => length;

    /// <summary>Runs it over all elements, the large ones on several threads.</summary>
    public static void Run(in ChannelOperands<T> operands, T* y, bool accumulate)
    {
        var layout = operands.Layout;
        bool columns = layout.Inner == 1;
        Sliced.Run<ChannelMap<TFormula, T>, T>(
            new(operands, y, accumulate, 0, columns ? layout.Outer : layout.Outer * layout.Length),
            columns ? layout.Length : layout.Inner);
    }

    public ChannelMap<TFormula, T> Slice(int first, int count) => new(_operands, y, accumulate, start + first, count);

    public void Run<V>() where V : struct, IVec<V, T>
    {
        if (_operands.Layout.Inner == 1)
            Rows<V>();
        else
            Slices<V>();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Slices<V>() where V : struct, IVec<V, T>
    {
        int inner = _operands.Layout.Inner;
        for (int i = start; i < start + length; i++)
            TermMap.Run<ChannelTerm<TFormula, T>, V, T>(
                new(in _operands, i), new Span<T>(y + (nint)i * inner, inner), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Rows<V>() where V : struct, IVec<V, T>
    {
        int columns = _operands.Layout.Length;
        ChannelColumns<TFormula, T> term = new(_operands);
        for (int row = start; row < start + length; row++)
        {
            T* to = y + (nint)row * columns;
            int j = 0;
            for (; j <= columns - V.Count; j += V.Count)
            {
                V value = term.At<V>(row, j);
                V.Store(accumulate ? V.Load(ref to[j]) + value : value, ref to[j]);
            }
            if (j < columns)
                Tail<V>(in term, row, j, columns - j, to + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Tail<V>(in ChannelColumns<TFormula, T> term, int row, int column, int count, T* to)
        where V : struct, IVec<V, T>
    {
        V value = term.AtPartial<V>(row, column, count);
        V.StorePartial(accumulate ? V.LoadPartial(ref *to, count) + value : value, ref *to, count);
    }
}
