using System.Diagnostics;
using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// A value on a tape: a small handle, to be copied freely. It is dead once its tape is reset; using it then is an error.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
[DebuggerDisplay("Tensor {Shape}")]
public readonly unsafe struct Tensor<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Two fields, which the compiler keeps in the two registers that a method returns them in.
    private readonly Tape<T>? _owner;
    private readonly long _place;

    internal Tensor(Tape<T> tape, int index, int generation)
    {
        _owner = tape;
        _place = ((long)generation << 32) | (uint)index;
    }

    /// <summary>The tape that it is on.</summary>
    /// <exception cref="InvalidOperationException">The tensor is <c>default</c>.</exception>
    public Tape<T> Tape =>
        Owner ?? throw new InvalidOperationException("The tensor is default; it was never recorded on a tape.");

    /// <summary>The shape.</summary>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public Shape Shape => Tape.NodeOf(this).Shape;

    /// <summary>The elements, row-major. The span is dead once the tape is reset.</summary>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public ReadOnlySpan<T> Values => Tape.NodeOf(this).Values;

    /// <summary>
    /// The gradient of the root with respect to this, laid out as <see cref="Values"/>; empty if the backward pass has not
    /// run or did not come by. Variables and parameters have it; results of operations if <see cref="RetainGradient"/> asked
    /// for it.
    /// The span is dead once the tape is reset.
    /// </summary>
    /// <exception cref="InvalidOperationException">The gradient was not kept, or the backward pass failed.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public ReadOnlySpan<T> Gradient => Tape.GradientOf(this);

    /// <summary>Whether it depends on a variable or a parameter.</summary>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public bool RequiresGradient => Tape.NodeOf(this).RequiresGradient;

    internal Tape<T>? Owner => _owner;

    internal int Index => (int)_place;

    internal int Generation => (int)(_place >> 32);

    internal bool IsDefault => Owner is null;

    /// <summary>The number, if there is one element.</summary>
    /// <exception cref="InvalidOperationException">There is not exactly one element.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public T Item()
    {
        var values = Values;
        return values.Length == 1
            ? values[0]
            : throw new InvalidOperationException($"The tensor has shape {Shape}; only one of one element is a number.");
    }

    /// <summary>
    /// Keeps the gradient with respect to this, the result of an operation, when the backward pass has gone by, so that
    /// <see cref="Gradient"/> has it. Several passes add up.
    /// </summary>
    /// <returns>This tensor.</returns>
    /// <exception cref="InvalidOperationException">Nothing it depends on wants a gradient.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public Tensor<T> RetainGradient()
    {
        Tape.RetainGradient(this);
        return this;
    }

    /// <summary>The same values, in the same memory, as a constant: no gradient goes through it.</summary>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public Tensor<T> Detach() => Tape.Detach(this);

    /// <summary>
    /// Gives the memory of a result that needs no gradient back before the tape is reset, for operations to come. Using this
    /// afterwards is an error; views of it stay valid, and keep the memory.
    /// </summary>
    /// <remarks>Within <see cref="Tape{T}.NoGrad"/> a chain of modules does so with what stands between them.</remarks>
    /// <exception cref="InvalidOperationException">It is part of a graph that may be differentiated.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public void Release() => Tape.Release(this);

    /// <summary>
    /// Calls a hook during each backward pass, when the gradient with respect to this is complete and before it is used: it may
    /// look at it or change it in place. Hooks are called in the order in which they were added.
    /// </summary>
    /// <param name="hook">What is called. It must not use the tape. If it throws, the pass fails with that.</param>
    /// <returns>This tensor.</returns>
    /// <exception cref="InvalidOperationException">Nothing it depends on wants a gradient.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public Tensor<T> OnGradient(GradientHook<T> hook)
    {
        Tape.AddHook(this, hook);
        return this;
    }

    /// <summary>
    /// Computes the gradients of this, a scalar, with respect to everything it depends on that wants one. Those of variables and
    /// parameters are added to what is there.
    /// </summary>
    /// <param name="retainGraph">Whether another backward pass may follow; without it, the pass uses the graph up.</param>
    /// <param name="cancellationToken">Ends the pass between two operations.</param>
    /// <remarks>
    /// If the pass fails or is canceled, the tape has to be reset. Gradients of parameters that were zero before are zero then;
    /// those that were not may have been added to in part.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// There is not exactly one element, nothing it depends on wants a gradient, the tape was differentiated already without
    /// retaining the graph, or belongs to another thread.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    /// <exception cref="OperationCanceledException">The pass was canceled.</exception>
    public void Backward(bool retainGraph = false, CancellationToken cancellationToken = default)
    {
        if (Shape.FlattenedLength == 0)
            throw new InvalidOperationException($"The root has shape {Shape}; there is no element to differentiate.");
        Tape.Backward(new ReadOnlySpan<Tensor<T>>(in this), default, retainGraph, cancellationToken);
    }

    /// <summary>
    /// Computes the gradients of sum_i seed[i] * this[i]: the product of <paramref name="seed"/> and the Jacobian.
    /// </summary>
    /// <param name="seed">The gradient with respect to this, laid out as <see cref="Values"/>.</param>
    /// <param name="retainGraph">Whether another backward pass may follow; without it, the pass uses the graph up.</param>
    /// <param name="cancellationToken">Ends the pass between two operations.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> has another length than this.</exception>
    /// <exception cref="InvalidOperationException">
    /// Nothing it depends on wants a gradient, the tape was differentiated already without retaining the graph, or belongs to
    /// another thread.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    /// <exception cref="OperationCanceledException">The pass was canceled.</exception>
    public void Backward(ReadOnlySpan<T> seed, bool retainGraph = false, CancellationToken cancellationToken = default)
    {
        if (seed.IsEmpty && Shape.FlattenedLength != 0)
            throw new ArgumentException($"seed is empty; the tensor has shape {Shape}.", nameof(seed));
        Tape.Backward(new ReadOnlySpan<Tensor<T>>(in this), seed, retainGraph, cancellationToken);
    }

    /// <inheritdoc cref="Apply{TOp}(TOp)"/>
    /// <remarks>The function f is <c>new TOp()</c>.</remarks>
    public Tensor<T> Apply<TOp>() where TOp : unmanaged, IUnaryOp => Apply(new TOp());

    /// <summary>Applies an elementwise function: y = f(x).</summary>
    /// <param name="op">The function f.</param>
    /// <typeparam name="TOp">The type of the function.</typeparam>
    /// <exception cref="NotSupportedException"><typeparamref name="TOp"/> takes more than 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public Tensor<T> Apply<TOp>(TOp op) where TOp : unmanaged, IUnaryOp
    {
        var tape = Tape;
        ref readonly var x = ref tape.NodeOf(this);
        var y = tape.Allocate(x.Shape.FlattenedLength);
        Map.Forward(x.Values, y.Span, op);
        return tape.Record(in x.Shape, y, default, this, operation: new UnaryOperation<TOp>(op));
    }

    /// <inheritdoc cref="Apply{TOp}(Tensor{T}, TOp)"/>
    /// <remarks>The function f is <c>new TOp()</c>.</remarks>
    public Tensor<T> Apply<TOp>(Tensor<T> other) where TOp : unmanaged, IBinaryOp => Apply(other, new TOp());

    /// <summary>
    /// Applies an elementwise function of two operands: y = f(this, other). Where shapes differ, they are broadcast
    /// (<see cref="Shape.Broadcast"/>), without copies, and gradients are summed over what was repeated.
    /// </summary>
    /// <param name="other">The right operand.</param>
    /// <param name="op">The function f.</param>
    /// <typeparam name="TOp">The type of the function.</typeparam>
    /// <exception cref="ArgumentException">
    /// The shapes do not broadcast, or <paramref name="other"/> is of another tape.
    /// </exception>
    /// <exception cref="NotSupportedException"><typeparamref name="TOp"/> takes more than 16 bytes.</exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public Tensor<T> Apply<TOp>(Tensor<T> other, TOp op) where TOp : unmanaged, IBinaryOp
    {
        var tape = Tape;
        ref readonly var a = ref tape.NodeOf(this);
        ref readonly var b = ref other.Tape.NodeOf(other);
        if (!a.Shape.Equals(in b.Shape))
            return BroadcastOperation<TOp>.Record(this, other, op);
        var y = tape.Allocate(a.Shape.FlattenedLength);
        Zip.Forward(a.Values, b.Values, y.Span, op);
        return tape.Record(in a.Shape, y, default, this, other, operation: new BinaryOperation<TOp>(op));
    }
}
