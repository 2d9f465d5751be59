using System.Buffers;
using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>A table of vectors that are looked up by number: y[i] = W[i], for W of shape [count, dimension].</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Embedding<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Initializer _initializer;

    /// <summary>Makes a layer.</summary>
    /// <param name="count">The number of vectors.</param>
    /// <param name="dimension">The length of each.</param>
    /// <param name="paddingIndex">A vector that is 0 at first and gets no gradient; none if not given.</param>
    /// <param name="initializer">Gives the first vectors; if not given, PyTorch's default, normal with deviation 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1, or the index is not that of a vector.</exception>
    public Embedding(int count, int dimension, int? paddingIndex = null, Initializer? initializer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (paddingIndex is { } index && (uint)index >= (uint)count)
            throw new ArgumentOutOfRangeException(
                nameof(paddingIndex), index, $"paddingIndex is {index}; there are {count} vectors.");
        Count = count;
        Dimension = dimension;
        PaddingIndex = paddingIndex;
        _initializer = initializer ?? Initializer.Normal(1);
    }

    /// <summary>The number of vectors.</summary>
    public int Count { get; }

    /// <summary>The length of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The vector that gets no gradient, if there is one.</summary>
    public int? PaddingIndex { get; }

    /// <summary>The table W, [count, dimension]; null before initialization.</summary>
    public Parameter<T>? Weight { get; private set; }

    /// <summary>Looks up vectors.</summary>
    /// <param name="tape">The tape that the result is recorded on.</param>
    /// <param name="indices">The numbers of the vectors.</param>
    /// <param name="shape">The shape of the indices, which that of the result begins with.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not the number of a vector.</exception>
    /// <exception cref="ArgumentException">The number of indices is not that of the shape.</exception>
    /// <exception cref="InvalidOperationException">The module was not initialized.</exception>
    public Tensor<T> Forward(Tape<T> tape, ReadOnlySpan<int> indices, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var weight = Initialized(Weight);
        // Before the parameter is put on the tape, so that a failed call leaves no trace.
        if (indices.Length != shape.FlattenedLength)
            throw new ArgumentException(
                $"There are {indices.Length} indices; {shape} takes {shape.FlattenedLength}.", nameof(indices));
        for (int i = 0; i < indices.Length; i++)
            if ((uint)indices[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(
                    nameof(indices), indices[i], $"indices[{i}] is {indices[i]}; there are {Count} vectors.");
        return tape.Use(weight).GatherRows(indices, shape, PaddingIndex);
    }

    /// <summary>The same for numbers of vectors that stand in a tensor, which gets no gradient.</summary>
    /// <param name="input">The numbers, integers of any shape.</param>
    /// <exception cref="ArgumentException">An element is not the number of a vector.</exception>
    /// <exception cref="InvalidOperationException">The module was not initialized.</exception>
    public override Tensor<T> Forward(Tensor<T> input)
    {
        var weight = Initialized(Weight);
        var values = input.Values;
        int[] rented = ArrayPool<int>.Shared.Rent(values.Length);
        try
        {
            var indices = rented.AsSpan(0, values.Length);
            IndexSelect.Read(values, Count, indices);
            return IndexSelect.Record(input.Tape.Use(weight), 0, indices, input.Shape, PaddingIndex ?? -1, input);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"Embedding({Count}, {Dimension})";

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix) =>
        declarations.Add(prefix + "weight", [Count, Dimension], _initializer, parameter =>
        {
            Weight = parameter;
            if (PaddingIndex is { } index)
                parameter.Values.Slice(index * Dimension, Dimension).Clear();
        });
}
