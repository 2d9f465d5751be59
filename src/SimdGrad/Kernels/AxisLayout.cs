namespace SimdGrad.Kernels;

/// <summary>
/// How the elements along one axis of a row-major tensor lie in memory: element i of slice (o, k) stands at
/// (o * <see cref="Length"/> + i) * <see cref="Inner"/> + k. Its result, where there is one for each slice, stands at
/// o * <see cref="Inner"/> + k.
/// </summary>
/// <remarks>Rows of a matrix are reduced along (rows, columns, 1), its columns along (1, rows, columns).</remarks>
public readonly record struct AxisLayout
{
    /// <summary>Makes a layout.</summary>
    /// <param name="outer">The product of the sizes of the axes before this one.</param>
    /// <param name="length">The size of this axis.</param>
    /// <param name="inner">The product of the sizes of the axes after it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <exception cref="ArgumentException">There are more than 2^31 - 1 elements or slices.</exception>
    public AxisLayout(int outer, int length, int inner)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(outer);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegative(inner);
        Int128 slices = (Int128)outer * inner;
        if (slices * Math.Max(1, length) > int.MaxValue)
            throw new ArgumentException($"({outer}, {length}, {inner}) has more than {int.MaxValue} elements.", nameof(length));
        Outer = outer;
        Length = length;
        Inner = inner;
    }

    /// <summary>The product of the sizes of the axes before this one.</summary>
    public int Outer { get; }

    /// <summary>The size of this axis.</summary>
    public int Length { get; }

    /// <summary>The product of the sizes of the axes after it: how far neighbors along this axis are apart.</summary>
    public int Inner { get; }

    /// <summary>The number of slices, which is that of results.</summary>
    public int Slices => Outer * Inner;

    /// <summary>The number of elements.</summary>
    public int Elements => Outer * Length * Inner;

    /// <summary>Throws unless <paramref name="x"/> has the elements and <paramref name="y"/> the results.</summary>
    internal void Check(int x, int y)
    {
        CheckElements(x, nameof(x));
        if (y != Slices)
            throw new ArgumentException($"y has {y} elements; {this} has {Slices} slices.", nameof(y));
    }

    /// <summary>Throws unless a span has so many elements as the layout.</summary>
    internal void CheckElements(int length, string name)
    {
        if (length != Elements)
            throw new ArgumentException($"{name} has {length} elements; {this} has {Elements}.", name);
    }

    /// <inheritdoc/>
    public override string ToString() => $"({Outer}, {Length}, {Inner})";
}
