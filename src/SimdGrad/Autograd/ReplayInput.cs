using System.Numerics;

namespace SimdGrad;

/// <summary>A tensor whose values are written before each run of a <see cref="Replay{T}"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly unsafe struct ReplayInput<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor<T> _tensor;

    internal ReplayInput(Tensor<T> tensor) => _tensor = tensor;

    /// <summary>The tensor, to be recorded with.</summary>
    public Tensor<T> Tensor => _tensor;

    /// <summary>The values, row-major, zeros at first. Dead once the replay is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The replay is disposed.</exception>
    public Span<T> Values
    {
        get
        {
            ref readonly var node = ref _tensor.Tape.NodeOf(_tensor);
            return new(node.Value, node.Shape.FlattenedLength);
        }
    }

    /// <summary>The tensor.</summary>
    public static implicit operator Tensor<T>(ReplayInput<T> input) => input._tensor;
}
