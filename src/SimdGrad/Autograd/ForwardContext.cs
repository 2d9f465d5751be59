using System.Numerics;

namespace SimdGrad;

/// <summary>What an operation sees of its node when a <see cref="Replay{T}"/> computes it again.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly unsafe ref struct ForwardContext<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ref Node<T> _node;

    internal ForwardContext(Tape<T> tape, ref Node<T> node)
    {
        Tape = tape;
        _node = ref node;
    }

    /// <summary>Where the value goes; all of it is to be written.</summary>
    public Span<T> Output => new(_node.Value, _node.Shape.FlattenedLength);

    /// <summary>The shape of the value.</summary>
    public Shape OutputShape => _node.Shape;

    /// <summary>Where that goes which the backward pass reads as <see cref="BackwardContext{T}.Saved"/>.</summary>
    public Span<T> Saved => new(_node.Saved, _node.SavedLength);

    internal Tape<T> Tape { get; }

    /// <summary>The node itself.</summary>
    internal ref readonly Node<T> Node => ref _node;

    /// <summary>Whether the operation read that many inputs.</summary>
    public bool HasInput(int input) => _node.InputIndex(input) >= 0;

    /// <summary>The value of an input.</summary>
    public ReadOnlySpan<T> Input(int input) => InputNode(input).Values;

    /// <summary>The shape of an input.</summary>
    public Shape InputShape(int input) => InputNode(input).Shape;

    /// <summary>The operation with its parameters.</summary>
    internal TOperation Operation<TOperation>() where TOperation : unmanaged, IOperation => _node.Operation.Get<TOperation>();

    /// <summary>Takes memory for <paramref name="length"/> elements that lives until the run is over.</summary>
    public Span<T> Scratch(int length) => Tape.AllocateScratch(length);

    internal ref readonly Node<T> InputNode(int input) => ref Tape.NodeAt(_node.CheckedInputIndex(input));
}
