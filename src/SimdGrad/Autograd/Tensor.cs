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
    internal Tensor(Tape<T> tape, int index, int generation)
    {
        Owner = tape;
        Index = index;
        Generation = generation;
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
    public ReadOnlySpan<T> Values
    {
        get
        {
            ref var node = ref Tape.NodeOf(this);
            return new ReadOnlySpan<T>(node.Value, node.Shape.Length);
        }
    }

    /// <summary>
    /// The gradient of the root with respect to this, laid out as <see cref="Values"/>; empty if the backward pass has not
    /// run or did not come by. The span is dead once the tape is reset.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public ReadOnlySpan<T> Gradient
    {
        get
        {
            ref var node = ref Tape.NodeOf(this);
            return node.Gradient == null ? default : new ReadOnlySpan<T>(node.Gradient, node.Shape.Length);
        }
    }

    /// <summary>Whether it depends on a variable or a parameter.</summary>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public bool RequiresGradient => Tape.NodeOf(this).RequiresGradient;

    internal Tape<T>? Owner { get; }

    internal int Index { get; }

    internal int Generation { get; }

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
    /// Computes the gradients of this, a scalar, with respect to everything it depends on that wants one. Those of parameters
    /// are added to what is there.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// There is not exactly one element, nothing it depends on wants a gradient, or the tape was differentiated already.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public void Backward()
    {
        if (Shape.Length == 0)
            throw new InvalidOperationException($"The root has shape {Shape}; there is no element to differentiate.");
        Tape.Backward(this, default);
    }

    /// <summary>
    /// Computes the gradients of sum_i seed[i] * this[i]: the product of <paramref name="seed"/> and the Jacobian.
    /// </summary>
    /// <param name="seed">The gradient with respect to this, laid out as <see cref="Values"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="seed"/> has another length than this.</exception>
    /// <exception cref="InvalidOperationException">
    /// Nothing it depends on wants a gradient, or the tape was differentiated already.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
    public void Backward(ReadOnlySpan<T> seed)
    {
        if (seed.IsEmpty && Shape.Length != 0)
            throw new ArgumentException($"seed is empty; the tensor has shape {Shape}.", nameof(seed));
        Tape.Backward(this, seed);
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
        var shape = Shape;
        var y = Tape.Allocate(shape.Length);
        Map.Forward(Values, y.Span, op);
        return Tape.Record(shape, y, default, this, operation: new UnaryOperation<TOp>(op));
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
        var shape = Shape;
        if (other.Shape != shape)
            return BroadcastOperation<TOp>.Record(this, other, op);
        var y = Tape.Allocate(shape.Length);
        Zip.Forward(Values, other.Values, y.Span, op);
        return Tape.Record(shape, y, default, this, other, operation: new BinaryOperation<TOp>(op));
    }
}
