using System.Numerics;
using System.Runtime.InteropServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Slices at given places along an axis: y[j] = x[indices[j]]; dx[i] is the sum of dy[j] over the j with indices[j] = i, in
/// rising order.
/// </summary>
public readonly struct IndexSelect : IOperation
{
    private readonly int _axis, _skipped, _count;

    // Where a replay finds the indices; less than 0 if they are numbers in a tensor.
    private readonly int _indices;

    private IndexSelect(int axis, int skipped, int count, int indices)
    {
        _axis = axis;
        _skipped = skipped;
        _count = count;
        _indices = indices;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <summary>Records slices.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="indices">The places.</param>
    /// <param name="indexShape">The axes that stand for the axis in the result.</param>
    /// <param name="skipped">The place that gets no gradient; -1 if there is none.</param>
    /// <param name="numbers">The tensor in which the places stand; default if they are the program's own.</param>
    internal static Tensor<T> Record<T>(
        Tensor<T> x, int axis, ReadOnlySpan<int> indices, Shape indexShape, int skipped, Tensor<T> numbers = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = x.Shape;
        int rank = shape.Rank - 1 + indexShape.Rank;
        Check(indices, shape, axis);
        if (rank > Shape.MaxRank)
            throw new ArgumentException(
                $"x has shape {shape} and the indices {indexShape}; the result has at most {Shape.MaxRank} axes.",
                nameof(indexShape));
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        shape.AsSpan()[..axis].CopyTo(sizes);
        indexShape.AsSpan().CopyTo(sizes[axis..]);
        shape.AsSpan()[(axis + 1)..].CopyTo(sizes[(axis + indexShape.Rank)..]);
        Shape result = new(sizes[..rank]);
        var replay = x.Tape.Recorder;
        int source = replay is null || !numbers.IsDefault ? -1 : replay.NumberOf(indices, nameof(indices));
        var y = x.Tape.Allocate(result.FlattenedLength);
        var saved = x.Tape.Allocate((indices.Length * sizeof(int) + Size<T>() - 1) / Size<T>());
        indices.CopyTo(MemoryMarshal.Cast<T, int>(saved.Span));
        IndexedSlices.Gather(x.Values, shape.Along(axis), indices, y.Span);
        // Only a replay reads the numbers again.
        return x.Tape.Record(
            result, y, saved, x, replay is null ? default : numbers,
            operation: new IndexSelect(axis, skipped, indices.Length, source));
    }

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = context.InputShape(0);
        var indices = MemoryMarshal.Cast<T, int>(context.Saved)[.._count];
        if (_indices >= 0)
        {
            context.Tape.Recorder!.IndicesAt(_indices).CopyTo(indices);
            Check(indices, shape, _axis);
        }
        else
        {
            Read(context.Input(1), shape[_axis], indices);
        }
        IndexedSlices.Gather(context.Input(0), shape.Along(_axis), indices, context.Output);
    }

    /// <summary>Reads places that stand in a tensor.</summary>
    /// <exception cref="ArgumentException">One is no integer from 0 to <paramref name="size"/> - 1.</exception>
    internal static void Read<T>(ReadOnlySpan<T> input, int size, Span<int> indices)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < input.Length; i++)
        {
            if (!(input[i] >= T.Zero && input[i] < T.CreateTruncating(size) && T.IsInteger(input[i])))
                throw new ArgumentException(
                    $"Element {i} of the input is {input[i]}; the layer takes integers from 0 to {size - 1}.", nameof(input));
            indices[i] = int.CreateTruncating(input[i]);
        }
    }

    private static void Check(ReadOnlySpan<int> indices, Shape shape, int axis)
    {
        int size = shape[axis];
        for (int i = 0; i < indices.Length; i++)
            if ((uint)indices[i] >= (uint)size)
                throw new ArgumentOutOfRangeException(
                    nameof(indices), indices[i], $"indices[{i}] is {indices[i]}; axis {axis} of {shape} has size {size}.");
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        var dx = context.InputGradient(0, out bool accumulate);
        if (!accumulate)
            dx.Clear();
        IndexedSlices.ScatterAdd(
            context.OutputGradient, context.InputShape(0).Along(_axis), MemoryMarshal.Cast<T, int>(context.Saved)[.._count],
            _skipped, dx);
    }

    private static unsafe int Size<T>() where T : unmanaged => sizeof(T);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Slices at given places along an axis: y[j] = x[indices[j]]. A place may occur often, or not at all.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="indices">The places.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis, or an index is not within it.</exception>
        public Tensor<T> IndexSelect(Index axis, ReadOnlySpan<int> indices) =>
            SimdGrad.IndexSelect.Record(x, x.Shape.AxisNumber(axis), indices, new Shape(indices.Length), skipped: -1);

        /// <summary>
        /// Rows of a table, looked up by number: of shape [batch, length, n] for a table [rows, n] and indices of the shape
        /// [batch, length].
        /// </summary>
        /// <param name="indices">The numbers of rows.</param>
        /// <param name="shape">The shape of the indices, which stands for the first axis of x in the result.</param>
        /// <param name="paddingIndex">A row that gets no gradient; none if not given.</param>
        /// <exception cref="ArgumentOutOfRangeException">An index is not the number of a row.</exception>
        /// <exception cref="ArgumentException">
        /// x is a scalar, the number of indices is not that of the shape, or the result has more than 8 axes.
        /// </exception>
        public Tensor<T> GatherRows(ReadOnlySpan<int> indices, Shape shape, int? paddingIndex = null)
        {
            if (x.Shape.Rank == 0)
                throw new ArgumentException("x is a scalar, which has no rows.", nameof(indices));
            if (indices.Length != shape.FlattenedLength)
                throw new ArgumentException(
                    $"There are {indices.Length} indices; {shape} takes {shape.FlattenedLength}.",
                    nameof(indices));
            if (paddingIndex is { } padding && (uint)padding >= (uint)x.Shape[0])
                throw new ArgumentOutOfRangeException(
                    nameof(paddingIndex), padding, $"paddingIndex is {padding}; x has shape {x.Shape}.");
            return SimdGrad.IndexSelect.Record(x, 0, indices, shape, paddingIndex ?? -1);
        }

        /// <summary>Rows of a table, looked up by number.</summary>
        /// <param name="indices">The numbers of rows.</param>
        /// <exception cref="ArgumentOutOfRangeException">An index is not the number of a row.</exception>
        /// <exception cref="ArgumentException">x is a scalar.</exception>
        public Tensor<T> GatherRows(ReadOnlySpan<int> indices) => x.GatherRows(indices, new Shape(indices.Length));
    }
}
