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
        Record<TOperation, T>(x, new AxisLayout(1, x.Shape.Length, 1), [], correction);

    /// <summary>Records a reduction along an axis.</summary>
    public static Tensor<T> Record<TOperation, T>(Tensor<T> x, Index axis, bool keepDims, int correction = 0)
        where TOperation : unmanaged, IReductionOperation
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Record<TOperation, T>(x, x.Shape.Along(axis), x.Shape.Reduced(axis, keepDims), correction);

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
