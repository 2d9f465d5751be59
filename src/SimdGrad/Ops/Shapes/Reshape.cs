using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>The same elements in another shape, in place: y = x; dx = dy.</summary>
public readonly struct Reshape : IOperation
{
    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // In the memory of the input.
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.NeedsGradient(0))
            PassGradient(in context, 0);
    }

    /// <summary>The gradient of an input of as many elements as the output is that of the output, in place if possible.</summary>
    internal static void PassGradient<T>(in BackwardContext<T> context, int input)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.TryPassGradient(input))
            Axpy.Run(T.One, context.OutputGradient, context.InputGradient(input, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The same elements in another shape, without a copy.</summary>
        /// <param name="shape">The shape, of as many elements.</param>
        /// <exception cref="ArgumentException">The number of elements differs.</exception>
        public Tensor<T> Reshape(Shape shape)
        {
            if (shape.FlattenedLength != x.Shape.FlattenedLength)
                throw new ArgumentException(
                    $"x has shape {x.Shape}, of {x.Shape.FlattenedLength} elements; {shape} takes {shape.FlattenedLength}.",
                    nameof(shape));
            return x.Tape.RecordView(shape, x, 0, default(Reshape));
        }

        /// <summary>The same elements in another shape, without a copy.</summary>
        /// <param name="sizes">The sizes; one of them may be -1, which stands for what the others leave.</param>
        /// <exception cref="ArgumentException">The number of elements differs, or two sizes are -1.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A size is less than -1.</exception>
        [OverloadResolutionPriority(1)]
        public Tensor<T> Reshape(params ReadOnlySpan<int> sizes)
        {
            int open = sizes.IndexOf(-1);
            if (open < 0)
                return x.Reshape(new Shape(sizes));
            if (sizes[(open + 1)..].Contains(-1))
                throw new ArgumentException("Two sizes are -1; what one of them is tells nothing of the other.", nameof(sizes));
            if (sizes.Length > Shape.MaxRank)
                return x.Reshape(new Shape(sizes));
            Span<int> whole = stackalloc int[Shape.MaxRank];
            sizes.CopyTo(whole);
            whole = whole[..sizes.Length];
            whole[open] = 1;
            Shape rest = new(whole);
            if (rest.FlattenedLength == 0 || x.Shape.FlattenedLength % rest.FlattenedLength != 0)
                throw new ArgumentException(
                    $"x has shape {x.Shape}, of {x.Shape.FlattenedLength} elements; no size in the place of -1 makes "
                    + $"[{string.Join(", ", sizes.ToArray())}] have as many.", nameof(sizes));
            whole[open] = x.Shape.FlattenedLength / rest.FlattenedLength;
            return x.Reshape(new Shape(whole));
        }

        /// <summary>Makes neighboring axes one, without a copy: [2, 3, 4] from axis 1 on is [2, 12].</summary>
        /// <param name="first">The first of the axes.</param>
        /// <param name="last">The last of them; that of the tensor if not given.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">The last axis stands before the first.</exception>
        /// <remarks>A scalar becomes a vector of one element.</remarks>
        public Tensor<T> Flatten(Index first = default, Index? last = null)
        {
            var shape = x.Shape;
            if (shape.Rank == 0 && first.Equals(default(Index)) && last is null)
                return x.Reshape(new Shape(1));
            int from = shape.AxisNumber(first), to = shape.AxisNumber(last ?? ^1);
            if (to < from)
                throw new ArgumentException($"Axis {to} of {shape} stands before axis {from}.", nameof(last));
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            var old = shape.AsSpan();
            old[..from].CopyTo(sizes);
            // Beside an axis of size 0 the others may be too many for an int.
            int product = 1;
            for (int axis = from; axis <= to; axis++)
                product = old[from..(to + 1)].Contains(0) ? 0 : product * old[axis];
            sizes[from] = product;
            old[(to + 1)..].CopyTo(sizes[(from + 1)..]);
            return x.Reshape(new Shape(sizes[..(shape.Rank - to + from)]));
        }

        /// <summary>Leaves out all axes of size 1, without a copy.</summary>
        public Tensor<T> Squeeze()
        {
            var shape = x.Shape;
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            int rank = 0;
            foreach (int size in shape)
                if (size != 1)
                    sizes[rank++] = size;
            return x.Reshape(new Shape(sizes[..rank]));
        }

        /// <summary>Leaves out an axis of size 1, without a copy.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">Its size is not 1.</exception>
        public Tensor<T> Squeeze(Index axis)
        {
            var shape = x.Shape;
            if (shape[axis] != 1)
                throw new ArgumentException(
                    $"Axis {axis} of {shape} has size {shape[axis]}; only one of size 1 can go.", nameof(axis));
            return x.Reshape(shape.Reduced(axis, keepDims: false));
        }

        /// <summary>Adds an axis of size 1, without a copy.</summary>
        /// <param name="axis">Its place in the result, where <c>^1</c> is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
        /// <exception cref="ArgumentException">There are 8 axes already.</exception>
        public Tensor<T> Unsqueeze(Index axis)
        {
            var shape = x.Shape;
            int place = axis.GetOffset(shape.Rank + 1);
            if ((uint)place > (uint)shape.Rank)
                throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{shape} with one axis more has no axis {axis}.");
            if (shape.Rank == Shape.MaxRank)
                throw new ArgumentException($"x has shape {shape}; a shape has at most {Shape.MaxRank} axes.", nameof(axis));
            Span<int> sizes = stackalloc int[Shape.MaxRank];
            shape.AsSpan()[..place].CopyTo(sizes);
            sizes[place] = 1;
            shape.AsSpan()[place..].CopyTo(sizes[(place + 1)..]);
            return x.Reshape(new Shape(sizes[..(shape.Rank + 1)]));
        }
    }
}
