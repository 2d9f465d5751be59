using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Axes in another order: y[i0, i1, ...] = x at the same indices, each on the axis that it comes from; dx is dy with the axes
/// back in place.
/// </summary>
public readonly struct Permute : IOperation
{
    private const int BitsOfAxis = 4;

    // The axes of x, in the order of y, four bits each.
    private readonly uint _axes;

    internal Permute(ReadOnlySpan<int> axes)
    {
        for (int i = 0; i < axes.Length; i++)
            _axes |= (uint)axes[i] << (i * BitsOfAxis);
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> axes = stackalloc int[Shape.MaxRank];
        var input = context.InputShape(0);
        for (int i = 0; i < input.Rank; i++)
            axes[i] = AxisAt(i);
        var loops = Loops(input, axes[..input.Rank], out _);
        // Otherwise in the memory of the input.
        if (!IsInPlace(loops))
            StridedCopy.Run(context.Input(0), context.Output, loops, accumulate: false);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        var input = context.InputShape(0);
        Span<int> inverse = stackalloc int[Shape.MaxRank];
        for (int i = 0; i < input.Rank; i++)
            inverse[AxisAt(i)] = i;
        var loops = Loops(context.OutputShape, inverse[..input.Rank], out _);
        // In place, so are the gradients.
        if (IsInPlace(loops) && context.TryPassGradient(0))
            return;
        StridedCopy.Run(context.OutputGradient, context.InputGradient(0, out bool accumulate), loops, accumulate);
    }

    private int AxisAt(int i) => (int)(_axes >> (i * BitsOfAxis)) & ((1 << BitsOfAxis) - 1);

    /// <summary>The loops over x with its axes in another order (A), and over the result (B); and its shape.</summary>
    internal static LoopNest Loops(Shape x, ReadOnlySpan<int> axes, out Shape shape)
    {
        Span<int> stridesX = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
        Span<int> moved = stackalloc int[Shape.MaxRank], sizes = stackalloc int[Shape.MaxRank];
        x.Strides(stridesX);
        for (int i = 0; i < axes.Length; i++)
        {
            moved[i] = stridesX[axes[i]];
            sizes[i] = x[axes[i]];
        }
        shape = new Shape(sizes[..axes.Length]);
        shape.Strides(strides);
        return new LoopNest(shape.AsSpan(), moved, strides);
    }

    /// <summary>Whether only axes of size 1 have moved.</summary>
    internal static bool IsInPlace(in LoopNest loops) =>
        loops.IsEmpty || (loops.Rank == 1 && (loops.Size(0) == 1 || loops.A(0) == 1));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Axes in another order: [2, 3, 4] with axes [2, 0, 1] is [4, 2, 3]. A copy, unless only axes of size 1 move.
        /// </summary>
        /// <param name="axes">The axes of x in the order of the result, each once.</param>
        /// <exception cref="ArgumentException">An axis is missing, occurs twice or is none of x.</exception>
        public Tensor<T> Permute(params ReadOnlySpan<int> axes)
        {
            var shape = x.Shape;
            int seen = 0;
            foreach (int axis in axes)
                seen |= (uint)axis < (uint)shape.Rank ? 1 << axis : 1 << Shape.MaxRank;
            if (axes.Length != shape.Rank || seen != (1 << shape.Rank) - 1)
                throw new ArgumentException(
                    $"axes is [{string.Join(", ", axes.ToArray())}]; {shape} takes each of its {shape.Rank} axes once.",
                    nameof(axes));
            var loops = SimdGrad.Permute.Loops(shape, axes, out var permuted);
            Permute operation = new(axes);
            if (SimdGrad.Permute.IsInPlace(loops))
                return x.Tape.RecordView(permuted, x, 0, operation);
            var y = x.Tape.Allocate(permuted.FlattenedLength);
            StridedCopy.Run(x.Values, y.Span, loops, accumulate: false);
            return x.Tape.Record(permuted, y, default, x, operation: operation);
        }

        /// <summary>
        /// Exchanges the last two axes: the transpose of a matrix, or of each of a batch. A copy; <c>MatMul</c> reads a
        /// transposed operand in place if asked to.
        /// </summary>
        /// <exception cref="ArgumentException">x has less than two axes.</exception>
        public Tensor<T> Transpose() => x.Shape.Rank >= 2
            ? x.Transpose(^2, ^1)
            : throw new ArgumentException($"x has shape {x.Shape}; a transpose takes two axes or more.", nameof(x));

        /// <summary>Exchanges two axes. A copy, unless only axes of size 1 move.</summary>
        /// <param name="axis">One axis; <c>^1</c> is the last.</param>
        /// <param name="other">The other.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        public Tensor<T> Transpose(Index axis, Index other)
        {
            var shape = x.Shape;
            int first = shape.AxisNumber(axis), second = shape.AxisNumber(other);
            Span<int> axes = stackalloc int[Shape.MaxRank];
            for (int i = 0; i < shape.Rank; i++)
                axes[i] = i;
            (axes[first], axes[second]) = (axes[second], axes[first]);
            return x.Permute(axes[..shape.Rank]);
        }
    }
}
