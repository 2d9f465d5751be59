using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Memory;

namespace SimdGrad;

/// <summary>
/// Records a computation so that it can be differentiated in reverse. Fill it with inputs and operations, call
/// <see cref="Tensor{T}.Backward(bool, CancellationToken)"/>, then <see cref="Reset"/> it and fill it anew: once warm, that
/// allocates nothing.
/// </summary>
/// <remarks>
/// A tape belongs to the thread that first records on it, until its next reset; another that records or differentiates gets an
/// error. Several tapes may be used on several threads.
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed unsafe partial class Tape<T> : IDisposable where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of no thread.
    private const int Nobody = 0, Closed = -1;

    private readonly TapeArena<T> _arena;
    private readonly BufferPool _pool;
    private Node<T>[] _nodes = new Node<T>[64];
    private int _count;
    private int _generation = 1;
    private TapeState _state;

    // Who may record: a thread, nobody yet, or nobody at all in a state other than recording.
    private int _owner;

    /// <summary>Makes an empty tape.</summary>
    /// <param name="pool">Where its memory comes from; <see cref="BufferPool.Shared"/> if not given.</param>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public Tape(BufferPool? pool = null)
    {
        SpanGuard.Element<T>();
        _pool = pool ?? BufferPool.Shared;
        _arena = new TapeArena<T>(_pool);
    }

    /// <summary>The number of nodes: inputs, parameters in use, and results of operations.</summary>
    public int Count => _count;

    /// <summary>Whether results of operations get gradients; not so within <see cref="NoGrad"/>.</summary>
    public bool RecordsGradients { get; internal set; } = true;

    /// <summary>
    /// Until the scope is disposed, operations record their values only: nothing can be differentiated through them, as through
    /// constants.
    /// </summary>
    public NoGradScope<T> NoGrad() => new(this);

    /// <summary>Puts a copy of <paramref name="values"/> on the tape, as something that needs no gradient.</summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The shape; its length is that of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor<T> Constant(ReadOnlySpan<T> values, Shape shape) => Input(values, in shape, requiresGradient: false);

    /// <summary>
    /// Puts a copy of <paramref name="values"/> on the tape, as something whose gradient is wanted; after the backward pass
    /// it is in <see cref="Tensor{T}.Gradient"/>.
    /// </summary>
    /// <param name="values">The elements, row-major.</param>
    /// <param name="shape">The shape; its length is that of <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape.</exception>
    public Tensor<T> Variable(ReadOnlySpan<T> values, Shape shape) => Input(values, in shape, requiresGradient: true);

    /// <summary>
    /// Forgets all nodes and takes their memory back, for the next computation, on whatever thread. Tensors of this tape are dead
    /// from here on.
    /// </summary>
    /// <exception cref="InvalidOperationException">A backward pass is under way.</exception>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public void Reset()
    {
        if (_state is TapeState.Differentiating or TapeState.Replaying or TapeState.Disposed)
            ThrowClosed();
        _arena.Reset();
        Forget();
        _state = TapeState.Recording;
        _owner = Nobody;
    }

    /// <summary>Returns the memory to the pool. Tensors of this tape are dead from here on.</summary>
    /// <exception cref="InvalidOperationException">A backward pass is under way.</exception>
    public void Dispose()
    {
        if (_state == TapeState.Differentiating)
            ThrowClosed();
        _inner?.Dispose();
        _arena.Dispose();
        Forget();
        _state = TapeState.Disposed;
        _owner = Closed;
    }

    /// <summary>Takes memory for the result of an operation, or for what it saves.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// The tape belongs to another thread, or a backward pass is under way or has failed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape is disposed.</exception>
    public TapeBuffer<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Admit();
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
    /// <exception cref="InvalidOperationException">
    /// The tape belongs to another thread, or a backward pass is under way or has failed.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="TOperation"/> takes more than 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">A tensor is of the time before a reset.</exception>
    public Tensor<T> Record<TOperation>(
        in Shape shape, TapeBuffer<T> values, TapeBuffer<T> saved,
        Tensor<T> input0, Tensor<T> input1 = default, Tensor<T> input2 = default, TOperation operation = default)
        where TOperation : unmanaged, IOperation
    {
        if (values.Length != shape.FlattenedLength)
            ThrowLength(values.Length, in shape, nameof(values));
        OperationSlot.Check<TOperation>();
        int i0 = IndexOf(input0, nameof(input0));
        int i1 = input1.IsDefault ? -1 : IndexOf(input1, nameof(input1));
        int i2 = input2.IsDefault ? -1 : IndexOf(input2, nameof(input2));
        Admit();
        if (DetectsAnomalies)
            CheckValue(&KindOf<TOperation>, values, in shape, i0, i1, i2);
        if (_count == _nodes.Length)
            Grow();
        var nodes = _nodes;
        bool requiresGradient = RecordsGradients && (nodes[i0].RequiresGradient
            || (i1 >= 0 && nodes[i1].RequiresGradient) || (i2 >= 0 && nodes[i2].RequiresGradient));
        ref var node = ref nodes[_count];
        // Every field: the node is one of before the last reset.
        node.Backward = requiresGradient ? &Invoke<TOperation> : null;
        node.Kind = &KindOf<TOperation>;
        node.Operation.Set(operation);
        node.Value = values.Pointer;
        node.Gradient = null;
        node.Saved = saved.Pointer;
        node.SavedLength = saved.Length;
        node.Input0 = i0;
        node.Input1 = i1;
        node.Input2 = i2;
        node.Shape = shape;
        node.Use = 0;
        node.Extra = 0;
        node.RequiresGradient = requiresGradient;
        node.GradientDropped = false;
        return new Tensor<T>(this, _count++, _generation);
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
        ref readonly var node = ref NodeOf(source);
        _ = node.Values;
        TapeBuffer<T> part = new(node.Value + offset, shape.FlattenedLength);
        int use = node.Use;
        var view = Record(in shape, part, default, source, operation: operation);
        _nodes[view.Index].Use = use;
        return view;
    }

    /// <summary>Puts computed values on the tape, without a copy, as something that needs no gradient.</summary>
    internal Tensor<T> Constant(Shape shape, TapeBuffer<T> values)
    {
        Admit();
        AppendInput(in shape, values.Pointer, requiresGradient: false);
        return Last();
    }

    /// <summary>The node of a tensor, after checking that the tensor is alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref Node<T> NodeOf(Tensor<T> tensor) => ref _nodes[IndexOf(tensor, nameof(tensor))];

    /// <summary>The node at an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref Node<T> NodeAt(int index) => ref _nodes[index];

    /// <summary>The index of a tensor's node, after checking that the tensor is of this tape and alive.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    private static void Compute<TOperation>(in ForwardContext<T> context) where TOperation : unmanaged, IOperation =>
        context.Operation<TOperation>().Forward(in context);

    private static OperationKind<T> KindOf<TOperation>() where TOperation : unmanaged, IOperation => new()
    {
        Type = typeof(TOperation),
        Forward = TOperation.CanReplay ? &Compute<TOperation> : null,
    };

    private Tensor<T> Input(ReadOnlySpan<T> values, in Shape shape, bool requiresGradient)
    {
        if (values.Length != shape.FlattenedLength)
            ThrowLength(values.Length, in shape, nameof(values));
        Admit();
        var buffer = _arena.Allocate(values.Length);
        Copies.Run(values, buffer.Span);
        AppendInput(shape, buffer.Pointer, requiresGradient);
        return Last();
    }

    private ref Node<T> AppendInput(in Shape shape, T* value, bool requiresGradient)
    {
        if (_count == _nodes.Length)
            Grow();
        ref var node = ref _nodes[_count++];
        node = default;
        node.Value = value;
        node.Shape = shape;
        node.Input0 = node.Input1 = node.Input2 = -1;
        node.RequiresGradient = requiresGradient;
        return ref node;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow() => Array.Resize(ref _nodes, 2 * _count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Tensor<T> Last() => new(this, _count - 1, _generation);

    private void Forget()
    {
        EndUses();
        _count = _useCount = _endedCount = 0;
        _generation++;
        _segments.Clear();
        ForgetExtras();
    }

    // Before anything is changed: whether this thread may, now.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Admit()
    {
        if (_owner != ThreadNumber.Current)
            AdmitFirst();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AdmitFirst()
    {
        if (_owner == Closed)
            ThrowClosed();
        int thread = ThreadNumber.Current;
        int owner = Interlocked.CompareExchange(ref _owner, thread, Nobody);
        if (owner != Nobody && owner != thread)
            throw new InvalidOperationException(
                $"Thread {thread} uses a tape of thread {owner}, which has recorded on it since its last reset. "
                + "Give each thread a tape of its own, or reset the tape where it changes hands.");
    }

    [DoesNotReturn]
    private void ThrowClosed()
    {
        ObjectDisposedException.ThrowIf(_state == TapeState.Disposed, this);
        throw new InvalidOperationException(
            _state == TapeState.Failed
                ? "A backward pass on the tape has failed; reset it."
                : _state == TapeState.Replaying
                ? "The tape is that of a replay, whose recording has ended; it can only be run."
                : "A backward pass on the tape is under way; nothing else can be done with it before its end.");
    }

    [DoesNotReturn]
    private static void ThrowLength(int length, in Shape shape, string name) =>
        throw new ArgumentException($"{name} has {length} elements; {shape} takes {shape.FlattenedLength}.", name);

    [DoesNotReturn]
    private static void ThrowNotOurs(Tensor<T> tensor, string name) => throw new ArgumentException(
        tensor.IsDefault
            ? $"{name} is default; it was never recorded on a tape."
            : $"{name} is of another tape; an operation reads tensors of one tape.", name);

    [DoesNotReturn]
    private void ThrowStale(string name) => throw new ObjectDisposedException(
        nameof(Tensor<>),
        $"{name} was recorded before the tape was {(_state == TapeState.Disposed ? "disposed" : "reset")}; "
        + "its memory is used anew.");
}
