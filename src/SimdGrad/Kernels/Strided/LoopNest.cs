using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>
/// Nested loops over up to three operands, A, B and C: for each axis its size, and how many elements an operand goes on with one
/// step along it, 0 if it stays. Axes that continue each other in every operand are one; there is always a last axis.
/// </summary>
internal struct LoopNest
{
    /// <summary>The largest number of axes.</summary>
    public const int MaxRank = 8;

    private Numbers _sizes, _a, _b, _c;

    /// <summary>Makes the loops of a shape.</summary>
    /// <param name="sizes">The sizes of the axes, outermost first.</param>
    /// <param name="a">The steps of A.</param>
    /// <param name="b">The steps of B.</param>
    /// <param name="c">The steps of C; empty if there is no such operand.</param>
    public LoopNest(ReadOnlySpan<int> sizes, ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<int> c = default)
    {
        _sizes[0] = 1;
        Rank = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
            Add(sizes[axis], a[axis], b[axis], c.IsEmpty ? 0 : c[axis]);
    }

    /// <summary>The number of axes, at least 1.</summary>
    public int Rank { get; private set; }

    /// <summary>Whether a size is 0, so that there is nothing to do.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>The number of the last axis.</summary>
    public readonly int Last => Rank - 1;

    /// <summary>The number of steps of all loops but those of axis 0.</summary>
    public readonly int Inner
    {
        get
        {
            int product = 1;
            for (int axis = 1; axis < Rank; axis++)
                product *= _sizes[axis];
            return product;
        }
    }

    /// <summary>The size of the axis before the last; 1 if there is none.</summary>
    public readonly int Rows => Rank > 1 ? _sizes[Rank - 2] : 1;

    /// <summary>The steps of the operands along the axis before the last; 0 if there is none.</summary>
    public readonly (nint A, nint B, nint C) RowSteps => Rank > 1 ? (_a[Rank - 2], _b[Rank - 2], _c[Rank - 2]) : default;

    /// <summary>The size of an axis.</summary>
    public readonly int Size(int axis) => _sizes[axis];

    /// <summary>The step of A along an axis.</summary>
    public readonly int A(int axis) => _a[axis];

    /// <summary>The step of B along an axis.</summary>
    public readonly int B(int axis) => _b[axis];

    /// <summary>The step of C along an axis.</summary>
    public readonly int C(int axis) => _c[axis];

    /// <summary>The loops with some of the steps along axis 0.</summary>
    public readonly LoopNest First(int size)
    {
        var nest = this;
        nest._sizes[0] = size;
        return nest;
    }

    /// <summary>The same loops with an axis moved: the order in which elements are visited is another.</summary>
    public readonly LoopNest Move(int from, int to)
    {
        var nest = this;
        Move(nest._sizes);
        Move(nest._a);
        Move(nest._b);
        Move(nest._c);
        return nest;

        void Move(Span<int> numbers)
        {
            int moved = numbers[from];
            for (int axis = from; axis < to; axis++)
                numbers[axis] = numbers[axis + 1];
            numbers[to] = moved;
        }
    }

    /// <summary>Adds an axis within the others, or makes the last one longer.</summary>
    private void Add(int size, int a, int b, int c)
    {
        IsEmpty |= size == 0;
        int last = Last;
        bool isFirst = last == 0 && _sizes[0] == 1;
        if (size == 1)
            return;
        if (!isFirst && _a[last] == size * a && _b[last] == size * b && _c[last] == size * c)
            size *= _sizes[last];
        else if (!isFirst)
            last = Rank++;
        _sizes[last] = size;
        _a[last] = a;
        _b[last] = b;
        _c[last] = c;
    }

    /// <summary>A number for each axis.</summary>
    [InlineArray(MaxRank)]
    internal struct Numbers
    {
        private int _first;
    }
}
