using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// One of the parts of a tensor that is put together of several along an axis: y[start + i] = x[i], the others being there
/// already; dx[i] = dy[start + i].
/// </summary>
/// <remarks>
/// A node for each part: all have the elements of the result for their value and one gradient between them, and each reads the
/// one before it beside its part.
/// </remarks>
public readonly struct Concatenate : IOperation
{
    private readonly int _axis, _start;

    internal Concatenate(int axis, int start)
    {
        _axis = axis;
        _start = start;
    }

    /// <summary>Records parts along an axis of the result, of sizes that fit.</summary>
    internal static Tensor<T> Record<T>(ReadOnlySpan<Tensor<T>> parts, Shape shape, int axis)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var tape = parts[0].Tape;
        var layout = shape.Along(axis);
        var y = tape.Allocate(shape.FlattenedLength);
        int start = 0;
        foreach (var part in parts)
        {
            int length = LengthOf(part.Shape.FlattenedLength, layout);
            new AxisPart(layout, start, length).CopyTo(part.Values, y.Span, accumulate: false);
            start += length;
        }
        Tensor<T> whole = default;
        start = 0;
        foreach (var part in parts)
        {
            whole = tape.Record(shape, y, default, part, whole, operation: new Concatenate(axis, start));
            start += LengthOf(part.Shape.FlattenedLength, layout);
        }
        return whole;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = context.OutputShape.Along(_axis);
        var part = context.Input(0);
        new AxisPart(layout, _start, LengthOf(part.Length, layout)).CopyTo(part, context.Output, accumulate: false);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.NeedsGradient(0))
        {
            var layout = context.OutputShape.Along(_axis);
            var dx = context.InputGradient(0, out bool accumulate);
            new AxisPart(layout, _start, LengthOf(dx.Length, layout)).CopyFrom(context.OutputGradient, dx, accumulate);
        }
        // Nothing else has read it, so it has no gradient yet, and takes this.
        if (context.HasInput(1) && context.NeedsGradient(1))
            Reshape.PassGradient(in context, 1);
    }

    private static int LengthOf(int elements, AxisLayout layout) => layout.Slices == 0 ? 0 : elements / layout.Slices;
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T>) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Tensors one after the other along an axis.</summary>
        /// <param name="parts">The tensors; their sizes along all other axes are equal.</param>
        /// <param name="axis">The axis; the first if not given.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">There are no parts, their shapes do not fit, or their tapes differ.</exception>
        public static Tensor<T> Concatenate(ReadOnlySpan<Tensor<T>> parts, Index axis = default)
        {
            ThrowUnlessOnOneTape(parts);
            var first = parts[0].Shape;
            int number = first.AxisNumber(axis);
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            first.AsSpan().CopyTo(sizes);
            long total = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                var shape = parts[i].Shape;
                if (shape.Rank != first.Rank || shape.Reduced(number, keepDims: true) != first.Reduced(number, keepDims: true))
                    throw new ArgumentException(
                        $"parts[{i}] has shape {shape}, parts[0] {first}; only along axis {axis} may they differ.",
                        nameof(parts));
                total += shape[number];
            }
            sizes[number] = total <= int.MaxValue
                ? (int)total
                : throw new ArgumentException($"The sizes of parts along axis {axis} add up to {total}.", nameof(parts));
            return SimdGrad.Concatenate.Record(parts, new Shape(sizes[..first.Rank]), number);
        }

        /// <summary>Tensors of one shape one after the other along a new axis.</summary>
        /// <param name="parts">The tensors.</param>
        /// <param name="axis">The place of the axis in the result, where <c>^1</c> is the last; the first if not given.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
        /// <exception cref="ArgumentException">
        /// There are no parts, their shapes or their tapes differ, or they have 8 axes already.
        /// </exception>
        public static Tensor<T> Stack(ReadOnlySpan<Tensor<T>> parts, Index axis = default)
        {
            ThrowUnlessOnOneTape(parts);
            var first = parts[0].Shape;
            int number = axis.GetOffset(first.Rank + 1);
            if ((uint)number > (uint)first.Rank)
                throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{first} with one axis more has no axis {axis}.");
            for (int i = 1; i < parts.Length; i++)
                if (parts[i].Shape != first)
                    throw new ArgumentException(
                        $"parts[{i}] has shape {parts[i].Shape}, parts[0] {first}; they must be equal.", nameof(parts));
            if (first.Rank == Shape.MaxRank)
                throw new ArgumentException(
                    $"parts have shape {first}; a shape has at most {Shape.MaxRank} axes.", nameof(parts));
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            first.AsSpan()[..number].CopyTo(sizes);
            sizes[number] = parts.Length;
            first.AsSpan()[number..].CopyTo(sizes[(number + 1)..]);
            return SimdGrad.Concatenate.Record(parts, new Shape(sizes[..(first.Rank + 1)]), number);
        }
    }

    // Before anything is recorded, so that a failed call leaves no trace.
    private static void ThrowUnlessOnOneTape<T>(ReadOnlySpan<Tensor<T>> parts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (parts.IsEmpty)
            throw new ArgumentException("parts is empty; there must be a tensor at least.", nameof(parts));
        for (int i = 1; i < parts.Length; i++)
            if (parts[i].Tape != parts[0].Tape)
                throw new ArgumentException($"parts[{i}] is of another tape than parts[0].", nameof(parts));
    }
}
