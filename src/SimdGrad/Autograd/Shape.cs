using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// The sizes of a tensor along its axes, outermost first: rank 0 (a scalar, of one element) to 8. Written as a collection:
/// <c>Shape shape = [4, 2];</c>
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[SuppressMessage("Naming", "CA1710", Justification = "A shape is not a collection; it is only written as one.")]
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest rank.</summary>
    public const int MaxRank = 8;

    private readonly Sizes _sizes;
    private readonly int _rank;

    // One less than the length, so that default(Shape) is the scalar.
    private readonly int _lengthMinus1;

    /// <summary>Makes a shape of the given sizes.</summary>
    /// <param name="sizes">The sizes along the axes; none for a scalar.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    /// <exception cref="ArgumentException">There are more than 8 sizes, or their product exceeds 2^31 - 1.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > MaxRank)
            throw new ArgumentException($"sizes has {sizes.Length} axes; a shape has at most {MaxRank}.", nameof(sizes));
        long length = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            int size = sizes[axis];
            if (size < 0)
                throw new ArgumentOutOfRangeException(nameof(sizes), size, $"sizes[{axis}] is {size}; a size is not negative.");
            _sizes[axis] = size;
            // A zero anywhere makes the length 0, so it must not be missed by stopping at an overflow before it.
            length = length > int.MaxValue && size != 0 ? length : length * size;
        }
        _rank = sizes.Length;
        if (length > int.MaxValue)
            throw new ArgumentException($"{this} has more than {int.MaxValue} elements.", nameof(sizes));
        _lengthMinus1 = (int)length - 1;
    }

    /// <summary>The same of a matrix, without the loops over axes.</summary>
    internal Shape(int rows, int columns)
    {
        long length = (long)rows * columns;
        _sizes[0] = rows;
        _sizes[1] = columns;
        _rank = 2;
        _lengthMinus1 = (int)length - 1;
        if ((rows | columns) < 0 || length > int.MaxValue)
            _ = new Shape((ReadOnlySpan<int>)[rows, columns]);
    }

    /// <summary>The number of axes.</summary>
    public int Rank => _rank;

    /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
    public int FlattenedLength => _lengthMinus1 + 1;

    /// <summary>The size along an axis; <c>^1</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[Index axis]
    {
        get
        {
            int offset = axis.GetOffset(_rank);
            return (uint)offset < (uint)_rank
                ? _sizes[offset]
                : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"{this} has no axis {axis}.");
        }
    }

    /// <summary>The size along an axis that is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Size(int axis) => _sizes[axis];

    /// <summary>Makes a shape from a collection expression.</summary>
    public static Shape Create(ReadOnlySpan<int> sizes) => new(sizes);

    /// <summary>Whether both have the same sizes.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(in b);

    /// <summary>Whether the sizes differ.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(in b);

    /// <summary>
    /// The shape of an elementwise function of two tensors, by NumPy's rule: axes are matched from the last on, and one of size
    /// 1, or one that is missing, is repeated as often as the other asks for.
    /// </summary>
    /// <exception cref="ArgumentException">Two sizes differ, and none of them is 1; or there are too many elements.</exception>
    public static Shape Broadcast(Shape a, Shape b) => TryBroadcast(a, b, out var shape)
        ? shape
        : throw new ArgumentException(
            $"The shapes {a} and {b} do not broadcast: from the last axis on, sizes must be equal or 1.");

    /// <summary>The same; false if the shapes do not broadcast.</summary>
    internal static bool TryBroadcast(Shape a, Shape b, out Shape shape)
    {
        shape = default;
        int rank = Math.Max(a._rank, b._rank);
        Span<int> sizes = stackalloc int[MaxRank];
        for (int axis = 1; axis <= rank; axis++)
        {
            int left = axis <= a._rank ? a._sizes[a._rank - axis] : 1, right = axis <= b._rank ? b._sizes[b._rank - axis] : 1;
            if (left != right && left != 1 && right != 1)
                return false;
            sizes[rank - axis] = left == 1 ? right : left;
        }
        shape = new Shape(sizes[..rank]);
        return true;
    }

    /// <summary>Enumerates the sizes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    /// <summary>The sizes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> AsSpan() => ((ReadOnlySpan<int>)_sizes)[.._rank];

    /// <summary>How the elements along an axis lie; <c>^1</c> is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    /// <exception cref="ArgumentException">The axis has size 0, and there are more than 2^31 - 1 slices.</exception>
    public AxisLayout Along(Index axis)
    {
        int length = this[axis], number = axis.GetOffset(_rank);
        var sizes = AsSpan();
        return new AxisLayout(Product(sizes[..number]), length, Product(sizes[(number + 1)..]));

        // Beside an axis of size 0 the others may be too many for an int.
        static int Product(ReadOnlySpan<int> sizes) => sizes.Contains(0) ? 0 : new Shape(sizes).FlattenedLength;
    }

    /// <summary>The shape with an axis removed, or of size 1 if <paramref name="keepDims"/> is true.</summary>
    internal Shape Reduced(Index axis, bool keepDims)
    {
        Span<int> sizes = stackalloc int[MaxRank];
        AsSpan().CopyTo(sizes);
        int number = axis.GetOffset(_rank);
        if (keepDims)
        {
            sizes[number] = 1;
            return new Shape(sizes[.._rank]);
        }
        sizes[(number + 1)..].CopyTo(sizes[number..]);
        return new Shape(sizes[..(_rank - 1)]);
    }

    /// <summary>The number of an axis, counted from the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    internal int AxisNumber(Index axis)
    {
        _ = this[axis];
        return axis.GetOffset(_rank);
    }

    /// <summary>How far apart elements are that are neighbors along each axis.</summary>
    internal void Strides(Span<int> strides)
    {
        int stride = 1;
        for (int axis = _rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= _sizes[axis];
        }
    }

    /// <summary>The same along the axes of a shape that this is broadcast to: 0 along those where it is repeated.</summary>
    internal void Strides(Shape broadcast, Span<int> strides)
    {
        int added = broadcast._rank - _rank;
        strides[..added].Clear();
        Strides(strides[added..]);
        for (int axis = 0; axis < _rank; axis++)
            if (_sizes[axis] == 1)
                strides[added + axis] = 0;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Equals(in other);

    /// <summary>Whether both have the same sizes, without copies: unused sizes are 0, so all bytes are compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Equals(in Shape other)
    {
        ref ulong a = ref Unsafe.As<Shape, ulong>(ref Unsafe.AsRef(in this));
        ref ulong b = ref Unsafe.As<Shape, ulong>(ref Unsafe.AsRef(in other));
        ulong differences = 0;
        for (int i = 0; i < (MaxRank + 2) / 2; i++)
            differences |= Unsafe.Add(ref a, i) ^ Unsafe.Add(ref b, i);
        return differences == 0;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (int size in AsSpan())
            hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary>The sizes in brackets: <c>[4, 2]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray())}]";

    [InlineArray(MaxRank)]
    private struct Sizes
    {
        private int _first;
    }
}
