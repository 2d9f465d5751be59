using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>What reductions on the tape have in common: of all elements, a scalar, or along one axis.</summary>
internal static class ReductionOperation
{
    /// <summary>Records a reduction of all elements.</summary>
    public static Tensor<T> Record<TOperation, T>(Tensor<T> x, int correction = 0)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Record<TOperation, T>(x, new AxisLayout(1, x.Shape.FlattenedLength, 1), [], correction);

    /// <summary>Records a reduction along an axis.</summary>
    public static Tensor<T> Record<TOperation, T>(Tensor<T> x, Index axis, bool keepDims, int correction = 0)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Record<TOperation, T>(x, x.Shape.Along(axis), x.Shape.Reduced(axis, keepDims), correction);

    /// <summary>
    /// Records a reduction along several axes as one: of neighbors in place, of others with the elements permuted so that they
    /// are.
    /// </summary>
    public static Tensor<T> Record<TOperation, T>(Tensor<T> x, ReadOnlySpan<Index> axes, bool keepDims, int correction = 0)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = x.Shape;
        Span<bool> reduced = stackalloc bool[Shape.MaxRank];
        foreach (var axis in axes)
        {
            ref bool one = ref reduced[shape.AxisNumber(axis)];
            if (one)
                throw new ArgumentException($"axes has axis {axis} of {shape} twice.", nameof(axes));
            one = true;
        }
        reduced = reduced[..shape.Rank];
        int first = reduced.IndexOf(true), last = reduced.LastIndexOf(true);
        if (first < 0)
            throw new ArgumentException($"axes is empty; without axes all elements of {shape} are reduced.", nameof(axes));

        // The axes that stay, and then the others.
        Span<int> order = stackalloc int[Shape.MaxRank], sizes = stackalloc int[Shape.MaxRank];
        int kept = 0, rank = 0, end = shape.Rank;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (!reduced[axis])
                order[kept++] = axis;
            if (!reduced[axis] || keepDims)
                sizes[rank++] = reduced[axis] ? 1 : shape[axis];
        }
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            if (reduced[axis])
                order[--end] = axis;
        Shape result = new(sizes[..rank]);
        if (!reduced[first..last].Contains(false))
            return Record<TOperation, T>(
                x, new AxisLayout(Product(shape, first), Product(shape, last + 1, first), Product(shape, shape.Rank, last + 1)),
                result, correction);
        var permuted = x.Permute(order[..shape.Rank]);
        int length = Product(permuted.Shape, shape.Rank, kept);
        return Record<TOperation, T>(permuted, new AxisLayout(result.FlattenedLength, length, 1), result, correction);

        // Beside an axis of size 0 the others may be too many for an int.
        static int Product(Shape shape, int end, int start = 0)
        {
            var sizes = shape.AsSpan()[start..end];
            return sizes.Contains(0) ? 0 : new Shape(sizes).FlattenedLength;
        }
    }

    /// <summary>Computes the reduction again.</summary>
    public static void Forward<TOperation, T>(in ForwardContext<T> context)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var saved = context.Saved;
        var (layout, correction) = MemoryMarshal.Read<Head>(MemoryMarshal.AsBytes(saved));
        TOperation.Forward(context.Input(0), layout, correction, context.Output, saved[HeadLength<T>()..]);
    }

    /// <summary>
    /// The gradient with respect to the input, from what <see cref="Record{TOperation, T}(Tensor{T}, int)"/> saved.
    /// </summary>
    public static void Backward<TOperation, T>(in BackwardContext<T> context)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        var saved = context.Saved;
        var (layout, correction) = MemoryMarshal.Read<Head>(MemoryMarshal.AsBytes(saved));
        var kept = TOperation.KeepsPivots ? saved[HeadLength<T>()..] : context.Output;
        var dy = context.OutputGradient;
        if (TOperation.SharesAmongTies)
        {
            var shares = context.Scratch(layout.Slices);
            TOperation.TieShares(context.Input(0), layout, shares);
            Zip.Forward<Multiply, T>(dy, shares, shares);
            dy = shares;
        }
        Spread.Run<TOperation, T>(
            context.Input(0), layout, kept, dy, TOperation.Factor<T>(layout.Length, correction),
            context.InputGradient(0, out bool accumulate), accumulate);
    }

    private static Tensor<T> Record<TOperation, T>(Tensor<T> x, AxisLayout layout, Shape shape, int correction)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = x.Tape.Allocate(layout.Slices);
        int head = HeadLength<T>();
        var saved = x.Tape.Allocate(TOperation.KeepsPivots ? head + layout.Slices : head);
        MemoryMarshal.Write(MemoryMarshal.AsBytes(saved.Span), new Head(layout, correction));
        TOperation.Forward(x.Values, layout, correction, y.Span, saved.Span[head..]);
        return x.Tape.Record<TOperation>(shape, y, saved, x);
    }

    private static int HeadLength<T>() where T : unmanaged =>
        (Unsafe.SizeOf<Head>() + Unsafe.SizeOf<T>() - 1) / Unsafe.SizeOf<T>();

    // Stands at the beginning of what is saved.
    private readonly record struct Head(AxisLayout Layout, int Correction);
}
