using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdGrad;

/// <summary>What the backward pass of an operation sees of its node.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly unsafe ref struct BackwardContext<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref Node<T> _node;

    // Of its own: the memory of the gradient may become that of an input while the operation still reads it.
    private readonly T* _gradient;

    internal BackwardContext(Tape<T> tape, ref Node<T> node)
    {
        Tape = tape;
        _node = ref node;
        _gradient = node.Gradient;
    }

    /// <summary>The value of the node.</summary>
    public ReadOnlySpan<T> Output => _node.Values;

    /// <summary>The shape of the value.</summary>
    public Shape OutputShape => _node.Shape;

    /// <summary>The gradient with respect to the value.</summary>
    public ReadOnlySpan<T> OutputGradient => new(_gradient, _node.Shape.FlattenedLength);

    /// <summary>What was saved when the node was recorded.</summary>
    public ReadOnlySpan<T> Saved => new(_node.Saved, _node.SavedLength);

    internal Tape<T> Tape { get; }

    /// <summary>Whether the operation read that many inputs.</summary>
    public bool HasInput(int input) => _node.InputIndex(input) >= 0;

    /// <summary>The value of an input.</summary>
    /// <exception cref="InvalidOperationException">It is that of a parameter, and was changed since.</exception>
    public ReadOnlySpan<T> Input(int input)
    {
        ref var node = ref InputNode(input);
        if (node.Use != 0)
            Tape.CheckUnchanged(in node, in _node);
        return node.Values;
    }

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int input) => InputNode(input).Shape;

    /// <summary>Whether the gradient with respect to an input is wanted.</summary>
    public bool NeedsGradient(int input) => InputNode(input).RequiresGradient;

    /// <summary>
    /// The gradient of an input that needs one. Overwrite all of it, or add to it if <paramref name="accumulate"/> is true.
    /// </summary>
    public Span<T> InputGradient(int input, out bool accumulate)
    {
        ref var node = ref InputNode(input);
        return new Span<T>(Tape.GradientOf(ref node, out accumulate), node.Shape.FlattenedLength);
    }

    /// <summary>
    /// The same; where possible in the memory of <see cref="OutputGradient"/>, which it then overwrites. For kernels that work in
    /// place, and inputs of as many elements as the output. Call it for one input at most, and first.
    /// </summary>
    public Span<T> InputGradientInPlace(int input, out bool accumulate)
    {
        if (!TryPassGradient(input))
            return InputGradient(input, out accumulate);
        accumulate = false;
        ref var node = ref InputNode(input);
        return new Span<T>(node.Gradient, node.Shape.FlattenedLength);
    }

    /// <summary>The node itself.</summary>
    internal ref readonly Node<T> Node => ref _node;

    /// <summary>Where <see cref="OutputGradient"/> is.</summary>
    internal T* GradientPointer => _gradient;

    /// <summary>Where <see cref="Input"/> is, after the same checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T* InputPointer(ref readonly Node<T> input)
    {
        if (input.Use != 0)
            Tape.CheckUnchanged(in input, in _node);
        return input.Start;
    }

    /// <summary>The operation of the node.</summary>
    internal TOperation Operation<TOperation>() where TOperation : unmanaged, IOperation => _node.Operation.Get<TOperation>();

    /// <summary>
    /// Takes memory for <paramref name="length"/> elements that lives until the tape is reset.
    /// </summary>
    public Span<T> Scratch(int length) => Tape.AllocateScratch(length);

    /// <summary>The memory of <see cref="OutputGradient"/>, to be overwritten; or a copy, if that is to be kept.</summary>
    internal Span<T> OwnOutputGradient()
    {
        if (_node.Extra == 0)
            return new Span<T>(_gradient, _node.Shape.FlattenedLength);
        var copy = Scratch(_node.Shape.FlattenedLength);
        OutputGradient.CopyTo(copy);
        return copy;
    }

    /// <summary>
    /// Makes the saved numbers the gradient of an input, without a copy, if nothing was written to it before, and no other pass
    /// will read them.
    /// </summary>
    internal bool TryAdoptSaved(int input)
    {
        ref var node = ref InputNode(input);
        if (node.Gradient != null || node.IsParameter || Tape.RetainsGraph)
            return false;
        node.Gradient = _node.Saved;
        return true;
    }

    /// <summary>
    /// Makes the memory of the output's gradient that of an input's, if nothing was written to that before, the output's is not
    /// to be kept, and both are of one length. The operation may read it as <see cref="OutputGradient"/> on.
    /// </summary>
    internal bool TryPassGradient(int input)
    {
        ref var node = ref InputNode(input);
        if (node.Gradient != null || node.IsParameter || _node.Extra != 0
            || node.Shape.FlattenedLength != _node.Shape.FlattenedLength)
            return false;
        node.Gradient = _gradient;
        _node.Gradient = null;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref Node<T> InputNode(int input) => ref Tape.NodeAt(_node.CheckedInputIndex(input));
}
