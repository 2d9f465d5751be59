using System.Numerics;

namespace SimdGrad;

/// <summary>What the backward pass of an operation sees of its node.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly unsafe ref struct BackwardContext<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tape<T> _tape;
    private readonly ref Node<T> _node;

    internal BackwardContext(Tape<T> tape, ref Node<T> node)
    {
        _tape = tape;
        _node = ref node;
    }

    /// <summary>The value of the node.</summary>
    public ReadOnlySpan<T> Output => new(_node.Value, _node.Shape.Length);

    /// <summary>The shape of the value.</summary>
    public Shape OutputShape => _node.Shape;

    /// <summary>The gradient with respect to the value.</summary>
    public ReadOnlySpan<T> OutputGradient => new(_node.Gradient, _node.Shape.Length);

    /// <summary>What was saved when the node was recorded.</summary>
    public ReadOnlySpan<T> Saved => new(_node.Saved, _node.SavedLength);

    /// <summary>Whether the operation read that many inputs.</summary>
    public bool HasInput(int input) => InputIndex(input) >= 0;

    /// <summary>The value of an input.</summary>
    public ReadOnlySpan<T> Input(int input) => new(InputNode(input).Value, InputNode(input).Shape.Length);

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
        accumulate = node.Gradient != null;
        if (accumulate && !node.BorrowsGradient)
            return new Span<T>(node.Gradient, node.Shape.Length);
        var own = _tape.Allocate(node.Shape.Length);
        if (accumulate)
            new ReadOnlySpan<T>(node.Gradient, own.Length).CopyTo(own.Span);
        node.Gradient = own.Pointer;
        node.BorrowsGradient = false;
        return own.Span;
    }

    /// <summary>The operation of the node.</summary>
    internal TOperation Operation<TOperation>() where TOperation : unmanaged, IOperation => _node.Operation.Get<TOperation>();

    /// <summary>
    /// Takes memory for <paramref name="length"/> elements that lives until the tape is reset.
    /// </summary>
    public Span<T> Scratch(int length) => _tape.Allocate(length).Span;

    /// <summary>
    /// Makes the saved numbers the gradient of an input, without a copy, if nothing was written to it before.
    /// </summary>
    internal bool TryAdoptSaved(int input)
    {
        ref var node = ref InputNode(input);
        if (node.Gradient != null)
            return false;
        node.Gradient = _node.Saved;
        return true;
    }

    /// <summary>
    /// Makes the gradient of the output that of an input of as many elements, without a copy, if nothing was written to it
    /// before. Should more be added to it, it gets memory of its own first.
    /// </summary>
    internal bool TryLendOutputGradient(int input)
    {
        ref var node = ref InputNode(input);
        if (node.Gradient != null)
            return false;
        node.Gradient = _node.Gradient;
        node.BorrowsGradient = true;
        return true;
    }

    private ref Node<T> InputNode(int input)
    {
        int index = InputIndex(input);
        if (index < 0)
            throw new ArgumentOutOfRangeException(nameof(input), input, $"The operation was recorded without input {input}.");
        return ref _tape.NodeAt(index);
    }

    private int InputIndex(int input) => input switch
    {
        0 => _node.Input0,
        1 => _node.Input1,
        2 => _node.Input2,
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "An operation has the inputs 0 to 2."),
    };
}
