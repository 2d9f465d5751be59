using System.Diagnostics;
using System.Numerics;

namespace SimdGrad;

/// <summary>
/// A named, shaped part of a model's state that no optimizer changes, such as running statistics: it has values and no gradient.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
[DebuggerDisplay("{Name} {Shape}")]
public sealed class ModelBuffer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _set;
    private readonly int _offset;

    internal ModelBuffer(ParameterSet<T> set, string name, Shape shape, int offset, bool isWeight)
    {
        _set = set;
        Name = name;
        Shape = shape;
        IsWeight = isWeight;
        _offset = offset;
    }

    /// <summary>The name, unique among parameters and buffers of the set.</summary>
    public string Name { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>
    /// Whether the trained model needs it, so that it belongs with the weights, as running statistics do. What only training
    /// needs, as the state of random numbers, belongs in checkpoints alone.
    /// </summary>
    public bool IsWeight { get; }

    /// <summary>The values, row-major.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public Span<T> Values => _set.BufferValues.Slice(_offset, Shape.FlattenedLength);
}
