using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>
/// Records a computation so that it can be differentiated in reverse. Fill it with inputs and operations, call
/// <see cref="Tensor{T}.Backward()"/>, then <see cref="Reset"/> it and fill it anew: once warm, that allocates nothing.
/// </summary>
/// <remarks>A tape is for one thread at a time; several tapes may be used on several threads.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe class Tape<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TapeArena<T> _arena;
    private Node<T>[] _nodes = new Node<T>[64];
    private int _count;
    private int _generation = 1;
    private bool _differentiated;
    private bool _disposed;

    /// <summary>Makes an empty tape.</summary>
    /// <param name="pool">Where its memory comes from; <see cref="BufferPool.Shared"/> if not given.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tape(BufferPool? pool = null)
    {
        SpanGuard.Element<T>();
        _arena = new TapeArena<T>(pool ?? BufferPool.Shared);
    }

    /// <summary>The number of nodes: inputs, parameters in use, and results of operations.</summary>
    public int Count => _count;

    /// <summary>Puts a copy of <paramref name="values"/> on the tape, as something that needs no gradient.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The shape; its length is that of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor<T> Constant(ReadOnlySpan<T> values, Shape shape) => Input(values, shape, requiresGradient: false);

    /// <summary>
    /// Puts a copy of <paramref name="values"/> on the tape, as something whose gradient is wanted; after the backward pass
    /// it is in <see cref="Tensor{T}.Gradient"/>.
    /// </summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The shape; its length is that of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor<T> Variable(ReadOnlySpan<T> values, Shape shape) => Input(values, shape, requiresGradient: true);

    /// <summary>
    /// Puts a parameter on the tape, without a copy: operations read its values in place, and the backward pass adds to its
    /// gradient. Do not change the values between the operations that use them and the backward pass.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tape or the parameter's set is disposed.</exception>
    public Tensor<T> Use(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        ThrowIfDisposed();
        // Before the node is made: they throw if the set is disposed.
        T* value = parameter.ValuePointer, gradient = parameter.GradientPointer;
        ref var node = ref Append(parameter.Shape);
        node.Value = value;
        node.Gradient = gradient;
        node.RequiresGradient = true;
        return Last();
    }

    /// <summary>
    /// Forgets all nodes and takes their memory back, for the next computation. Tensors of this tape are dead from here on.
    /// </summary>
    public void Reset()
    {
        ThrowIfDisposed();
        _arena.Reset();
        _count = 0;
        _differentiated = false;
        _generation++;
    }

    /// <summary>Returns the memory to the pool. Tensors of this tape are dead from here on.</summary>
    public void Dispose()
    {
        _arena.Dispose();
        _count = 0;
        _generation++;
        _disposed = true;
    }

    /// <summary>Takes memory for the result of an operation, or for what it saves.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public TapeBuffer<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ThrowIfDisposed();
        return _arena.Allocate(length);
    }

    /// <summary>
    /// Records the result of an operation that read one to three tensors of this tape. It requires a gradient if one of them
    /// does. Call it last, when nothing can fail any more, so that a failed operation leaves no trace.
    /// </summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="values">The result, from <see cref="Allocate"/>.</param>
    /// <param name="saved">What the backward pass reads as <see cref="BackwardContext{T}.Saved"/>; default for nothing.</param>
    /// <param name="input0">The first tensor that was read.</param>
    /// <param name="input1">The second; default if there is none.</param>
    /// <param name="input2">The third; default if there is none.</param>
    /// <param name="operation">The operation with its parameters, at most 16 bytes; default if not given.</param>
    /// <typeparam name="TOperation">The type of the operation.</typeparam>
    /// <exception cref="ArgumentException">The shape does not fit the values, or a tensor is of another tape.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="TOperation"/> takes more than 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">A tensor is of the time before a reset.</exception>
    public Tensor<T> Record<TOperation>(
        Shape shape, TapeBuffer<T> values, TapeBuffer<T> saved,
        Tensor<T> input0, Tensor<T> input1 = default, Tensor<T> input2 = default, TOperation operation = default)
        where TOperation : unmanaged, IOperation
    {
        if (values.Length != shape.Length)
            throw new ArgumentException($"values has {values.Length} elements; {shape} takes {shape.Length}.", nameof(values));
        int i0 = IndexOf(input0, nameof(input0));
        int i1 = input1.IsDefault ? -1 : IndexOf(input1, nameof(input1));
        int i2 = input2.IsDefault ? -1 : IndexOf(input2, nameof(input2));
        OperationSlot slot = default;
        slot.Set(operation);
        ref var node = ref Append(shape);
        node.Backward = &Invoke<TOperation>;
        node.Operation = slot;
        node.Value = values.Pointer;
        node.Saved = saved.Pointer;
        node.SavedLength = saved.Length;
        node.Input0 = i0;
        node.Input1 = i1;
        node.Input2 = i2;
        node.RequiresGradient = _nodes[i0].RequiresGradient
            || (i1 >= 0 && _nodes[i1].RequiresGradient) || (i2 >= 0 && _nodes[i2].RequiresGradient);
        return Last();
    }

    /// <summary>Records part of the elements of a tensor, or all of them in another shape, in place.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="source">The tensor whose elements they are.</param>
    /// <param name="offset">Where among these the result begins; what it takes from there on is within them.</param>
    /// <param name="operation">The operation with its parameters.</param>
    /// <typeparam name="TOperation">The type of the operation.</typeparam>
    internal Tensor<T> RecordView<TOperation>(Shape shape, Tensor<T> source, int offset, TOperation operation)
        where TOperation : unmanaged, IOperation
    {
        TapeBuffer<T> part = new(NodeOf(source).Value + offset, shape.Length);
        return Record(shape, part, default, source, operation: operation);
    }

    /// <summary>Puts computed values on the tape, without a copy, as something that needs no gradient.</summary>
    internal Tensor<T> Constant(Shape shape, TapeBuffer<T> values)
    {
        ref var node = ref Append(shape);
        node.Value = values.Pointer;
        return Last();
    }

    /// <summary>The node of a tensor, after checking that the tensor is alive.</summary>
    internal ref Node<T> NodeOf(Tensor<T> tensor) => ref _nodes[IndexOf(tensor, nameof(tensor))];

    /// <summary>The node at an index.</summary>
    internal ref Node<T> NodeAt(int index) => ref _nodes[index];

    /// <summary>Runs the backward pass from <paramref name="root"/>; an empty <paramref name="seed"/> stands for 1.</summary>
    internal void Backward(Tensor<T> root, ReadOnlySpan<T> seed)
    {
        int rootIndex = IndexOf(root, nameof(root));
        ref var rootNode = ref _nodes[rootIndex];
        if (!rootNode.RequiresGradient)
            throw new InvalidOperationException(
                $"The root {rootNode.Shape} depends on no variable or parameter; there is nothing to differentiate.");
        if (_differentiated)
            throw new InvalidOperationException(
                "The tape was differentiated already; record the computation again after Reset.");
        // The seed of an empty root is empty too: there is nothing to propagate, and that is no error.
        if (seed.IsEmpty && rootNode.Shape.Length > 1)
            throw new InvalidOperationException(
                $"The root has shape {rootNode.Shape}; only a scalar has a gradient by itself. Reduce it, or give a seed.");
        if (!seed.IsEmpty && seed.Length != rootNode.Shape.Length)
            throw new ArgumentException(
                $"seed has {seed.Length} elements; the root has shape {rootNode.Shape}.", nameof(seed));

        _differentiated = true;
        bool accumulate = rootNode.Gradient != null;
        if (!accumulate)
            rootNode.Gradient = Allocate(rootNode.Shape.Length).Pointer;
        var gradient = new Span<T>(rootNode.Gradient, rootNode.Shape.Length);
        if (seed.IsEmpty)
            Fill.Run(T.One, gradient, accumulate);
        else
            Axpy.Run(T.One, seed, gradient, accumulate);

        // What a node read stands before it, so one sweep down reaches every node after all that use it.
        for (int i = rootIndex; i >= 0; i--)
        {
            ref var node = ref _nodes[i];
            if (node.Backward != null && node.Gradient != null)
                node.Backward(new BackwardContext<T>(this, ref node));
        }
    }

    /// <summary>The index of a tensor's node, after checking that the tensor is of this tape and alive.</summary>
    private int IndexOf(Tensor<T> tensor, string name)
    {
        if (tensor.Owner != this)
            ThrowNotOurs(tensor, name);
        if (tensor.Generation != _generation)
            ThrowStale(name);
        return tensor.Index;
    }

    private static void Invoke<TOperation>(in BackwardContext<T> context) where TOperation : unmanaged, IOperation =>
        context.Operation<TOperation>().Backward(in context);

    private Tensor<T> Input(ReadOnlySpan<T> values, Shape shape, bool requiresGradient)
    {
        if (values.Length != shape.Length)
            throw new ArgumentException($"values has {values.Length} elements; {shape} takes {shape.Length}.", nameof(values));
        var buffer = Allocate(values.Length);
        values.CopyTo(buffer.Span);
        ref var node = ref Append(shape);
        node.Value = buffer.Pointer;
        node.RequiresGradient = requiresGradient;
        return Last();
    }

    private ref Node<T> Append(Shape shape)
    {
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, 2 * _count);
        ref var node = ref _nodes[_count++];
        node = default;
        node.Shape = shape;
        node.Input0 = node.Input1 = node.Input2 = -1;
        return ref node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tensor<T> Last() => new(this, _count - 1, _generation);

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    [DoesNotReturn]
    private static void ThrowNotOurs(Tensor<T> tensor, string name) => throw new ArgumentException(
        tensor.IsDefault
            ? $"{name} is default; it was never recorded on a tape."
            : $"{name} is of another tape; an operation reads tensors of one tape.", name);

    [DoesNotReturn]
    private void ThrowStale(string name) => throw new ObjectDisposedException(
        nameof(Tensor<>),
        $"{name} was recorded before the tape was {(_disposed ? "disposed" : "reset")}; its memory is used anew.");
}
