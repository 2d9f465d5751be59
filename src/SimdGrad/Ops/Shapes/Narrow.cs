using System.Numerics;

namespace SimdGrad;

/// <summary>Part of a tensor along an axis: y[i] = x[start + i]; dx[start + i] = dy[i], and 0 elsewhere.</summary>
public readonly struct Narrow : IOperation
{
    private readonly int _axis, _start;

    internal Narrow(int axis, int start)
    {
        _axis = axis;
        _start = start;
    }

    /// <summary>Records slices, with the axis, or without it if there is to be one.</summary>
    internal static Tensor<T> Record<T>(Tensor<T> x, int axis, int start, int length, Shape shape)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Narrow operation = new(axis, start);
        AxisPart part = new(x.Shape.Along(axis), start, length);
        if (part.IsOnePiece)
            return x.Tape.RecordView(shape, x, shape.FlattenedLength == 0 ? 0 : part.Offset, operation);
        var y = x.Tape.Allocate(shape.FlattenedLength);
        part.CopyFrom(x.Values, y.Span);
        return x.Tape.Record(shape, y, default, x, operation: operation);
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = context.InputShape(0).Along(_axis);
        var y = context.Output;
        AxisPart part = new(layout, _start, layout.Slices == 0 ? 0 : y.Length / layout.Slices);
        // Otherwise in the memory of the input.
        if (!part.IsOnePiece)
            part.CopyFrom(context.Input(0), y);
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        var layout = context.InputShape(0).Along(_axis);
        var dy = context.OutputGradient;
        var dx = context.InputGradient(0, out bool accumulate);
        AxisPart part = new(layout, _start, layout.Slices == 0 ? 0 : dy.Length / layout.Slices);
        if (!accumulate && part.IsOnePiece)
        {
            // Nothing is written twice.
            int begin = dy.IsEmpty ? 0 : part.Offset;
            dx[..begin].Clear();
            dy.CopyTo(dx[begin..]);
            dx[(begin + dy.Length)..].Clear();
            return;
        }
        if (!accumulate)
            dx.Clear();
        part.CopyTo(dy, dx, accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Part of x along an axis: y[i] = x[start + i]. In place where the part lies in one piece, as along the first axis.
        /// </summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="start">Where the part begins.</param>
        /// <param name="length">The size of the result along the axis.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis, or the part is not within it.</exception>
        public Tensor<T> Narrow(Index axis, int start, int length)
        {
            var shape = x.Shape;
            int size = shape[axis], number = shape.AxisNumber(axis);
            if (start < 0 || start > size)
                throw new ArgumentOutOfRangeException(
                    nameof(start), start, $"start is {start}; axis {axis} of {shape} has size {size}.");
            if (length < 0 || length > size - start)
                throw new ArgumentOutOfRangeException(
                    nameof(length), length, $"length is {length} from {start} on; axis {axis} of {shape} has size {size}.");
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            shape.AsSpan().CopyTo(sizes);
            sizes[number] = length;
            return SimdGrad.Narrow.Record(x, number, start, length, new Shape(sizes[..shape.Rank]));
        }

        /// <summary>Part of x along an axis: <c>x.Slice(0, 2..^1)</c>. In place where the part lies in one piece.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="range">The part.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis, or the part is not within it.</exception>
        public Tensor<T> Slice(Index axis, Range range)
        {
            int size = x.Shape[axis], start = range.Start.GetOffset(size), end = range.End.GetOffset(size);
            if (start < 0 || end < start || end > size)
                throw new ArgumentOutOfRangeException(
                    nameof(range), range, $"{range} is not within axis {axis} of {x.Shape}, of size {size}.");
            return x.Narrow(axis, start, end - start);
        }

        /// <summary>
        /// One slice along an axis, without that axis. In place where it lies in one piece, as along the first axis.
        /// </summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="index">The place of the slice; <c>^1</c> is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis or slice.</exception>
        public Tensor<T> Select(Index axis, Index index)
        {
            var shape = x.Shape;
            int size = shape[axis], place = index.GetOffset(size);
            if ((uint)place >= (uint)size)
                throw new ArgumentOutOfRangeException(
                    nameof(index), index, $"index is {index}; axis {axis} of {shape} has size {size}.");
            return SimdGrad.Narrow.Record(x, shape.AxisNumber(axis), place, 1, shape.Reduced(axis, keepDims: false));
        }

        /// <summary>Parts of equal size along an axis; the last may be smaller.</summary>
        /// <param name="size">The size of a part.</param>
        /// <param name="axis">The axis; the first if not given.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// There is no such axis, or <paramref name="size"/> is less than 1.
        /// </exception>
        public Tensor<T>[] Split(int size, Index axis = default)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
            var parts = new Tensor<T>[Math.Max(1, (int)(((long)x.Shape[axis] + size - 1) / size))];
            x.Split(size, axis, parts);
            return parts;
        }

        /// <summary>The same, without allocating.</summary>
        /// <param name="size">The size of a part.</param>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="parts">Receives the parts: one for each <paramref name="size"/> of the axis, but at least one.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// There is no such axis, or <paramref name="size"/> is less than 1.
        /// </exception>
        /// <exception cref="ArgumentException"><paramref name="parts"/> has another length.</exception>
        public void Split(int size, Index axis, Span<Tensor<T>> parts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
            var shape = x.Shape;
            int whole = shape[axis];
            if (parts.Length != Math.Max(1, (whole + (long)size - 1) / size))
                throw new ArgumentException(
                    $"parts has {parts.Length} elements; axis {axis} of {shape} does not have so many parts of {size}.",
                    nameof(parts));
            for (int i = 0; i < parts.Length; i++)
                parts[i] = x.Narrow(axis, i * size, Math.Min(size, whole - i * size));
        }

        /// <summary>
        /// At most <paramref name="count"/> parts along an axis, all but the last of the same size, as PyTorch's <c>chunk</c>.
        /// </summary>
        /// <param name="count">The number of parts.</param>
        /// <param name="axis">The axis; the first if not given.</param>
        /// <exception cref="ArgumentOutOfRangeException">
        /// There is no such axis, or <paramref name="count"/> is less than 1.
        /// </exception>
        public Tensor<T>[] Chunk(int count, Index axis = default)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            return x.Split(Math.Max(1, (int)(((long)x.Shape[axis] + count - 1) / count)), axis);
        }
    }
}
