using System.Runtime.InteropServices;

namespace SimdGrad;

// Segments that are computed again in the backward pass.
public sealed unsafe partial class Tape<T>
{
    private readonly List<Func<Tensor<T>, Tensor<T>>> _segments = [];

    // Where segments are computed, both times; of the same pool.
    private Tape<T>? _inner;
    private Tape<T>? _outer;

    /// <summary>
    /// Computes y = segment(x) without keeping what stands between x and y: the backward pass computes it again. So a chain of n
    /// segments needs the memory of n results and of one segment, for the time of a second forward pass. The numbers are those of
    /// the segment without this, to the last bit. T. Chen, B. Xu, C. Zhang and C. Guestrin, "Training deep nets with sublinear
    /// memory cost", 2016.
    /// </summary>
    /// <param name="input">The tensor x.</param>
    /// <param name="segment">
    /// The function, called with a tensor of another tape: it may read that and parameters, put on that tensor's tape, as modules
    /// do, and no other tensors. It has to give the same values each time.
    /// </param>
    /// <returns>The tensor y.</returns>
    /// <exception cref="ArgumentException">The segment reads or returns a tensor of another tape than its argument's.</exception>
    /// <exception cref="InvalidOperationException">
    /// In the backward pass: the segment gave other values than the first time. A parameter was changed in between, or there is
    /// chance in it that does not depend on a seed alone.
    /// </exception>
    public Tensor<T> Checkpoint(Tensor<T> input, Func<Tensor<T>, Tensor<T>> segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ref var node = ref NodeOf(input);
        Admit();
        if (!RecordsGradients)
            return segment(input);
        var inner = Inner();
        bool needsGradient = node.RequiresGradient;
        Shape shape;
        TapeBuffer<T> y;
        try
        {
            var result = inner.ValueOf(segment, in node);
            shape = inner.NodeOfResult(result).Shape;
            y = Allocate(shape.FlattenedLength);
            result.Values.CopyTo(y.Span);
            needsGradient |= inner._useCount > 0;
        }
        finally
        {
            inner.Reset();
        }
        _segments.Add(segment);
        var output = Record(in shape, y, default, input, operation: new CheckpointOperation(_segments.Count - 1));
        ref var recorded = ref _nodes[output.Index];
        recorded.RequiresGradient = needsGradient;
        recorded.Backward = needsGradient ? &Invoke<CheckpointOperation> : null;
        return output;
    }

    /// <summary>Computes the value of a segment again.</summary>
    internal void ComputeSegment(int number, in ForwardContext<T> context)
    {
        var inner = Inner();
        try
        {
            ref readonly var result = ref inner.NodeOfResult(inner.ValueOf(_segments[number], in context.InputNode(0)));
            if (result.Shape != context.OutputShape)
                throw new InvalidOperationException(
                    $"A segment gave a result of shape {result.Shape}; when it was recorded that was {context.OutputShape}.");
            result.Values.CopyTo(context.Output);
        }
        finally
        {
            inner.Reset();
        }
    }

    /// <summary>The backward pass of a segment: computes it again, on the inner tape, and differentiates that.</summary>
    internal void DifferentiateSegment(int number, in BackwardContext<T> context)
    {
        var inner = Inner();
        try
        {
            ref var node = ref context.InputNode(0);
            bool needsGradient = node.RequiresGradient;
            var x = inner.InputInPlace(in node, needsGradient);
            var y = _segments[number](x);
            ref var result = ref inner.NodeOfResult(y);
            if (result.Shape != context.OutputShape
                || !MemoryMarshal.AsBytes(result.Values).SequenceEqual(MemoryMarshal.AsBytes(context.Output)))
                throw new InvalidOperationException(
                    $"A segment gave other values than in the forward pass, {context.OutputShape}, when it was computed again. "
                    + "It must give the same each time: change parameters after the backward pass, and let random numbers "
                    + "depend on a seed alone.");
            bool accumulate = false;
            T* dx = needsGradient ? GradientOf(ref node, out accumulate) : null;
            // What is there is added to by the segment's own operations, one by one, as it would be without a checkpoint.
            if (accumulate)
                inner.NodeOf(x).Gradient = dx;
            if (result.RequiresGradient)
                inner.Backward(new ReadOnlySpan<Tensor<T>>(in y), context.OutputGradient, false, _cancellationToken);
            if (!needsGradient || accumulate)
                return;
            var gradient = inner.NodeOf(x).Gradient;
            Span<T> destination = new(dx, node.Shape.FlattenedLength);
            if (gradient == null)
                destination.Clear();
            else
                new ReadOnlySpan<T>(gradient, destination.Length).CopyTo(destination);
        }
        finally
        {
            inner.Reset();
        }
    }

    private Tape<T> Inner()
    {
        _inner ??= new Tape<T>(_pool) { _outer = this };
        _inner.DetectsAnomalies = DetectsAnomalies;
        _inner.Reset();
        return _inner;
    }

    private Tensor<T> ValueOf(Func<Tensor<T>, Tensor<T>> segment, ref readonly Node<T> input)
    {
        using (NoGrad())
            return segment(InputInPlace(in input, requiresGradient: false));
    }

    // A value of another tape, in its memory.
    private Tensor<T> InputInPlace(in Node<T> value, bool requiresGradient)
    {
        Admit();
        AppendInput(in value.Shape, value.Value, requiresGradient);
        return Last();
    }

    private ref Node<T> NodeOfResult(Tensor<T> result)
    {
        if (result.Owner != this)
            throw new ArgumentException(
                "The segment returned a tensor of another tape than that of its argument; it may read that and parameters.",
                nameof(result));
        return ref NodeOf(result);
    }
}
