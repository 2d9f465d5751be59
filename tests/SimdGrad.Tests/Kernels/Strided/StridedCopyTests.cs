using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using SimdGrad.Tests.Ops;
using Xunit;

namespace SimdGrad.Tests.Kernels.Strided;

public class StridedCopyTests
{
    // Matrices around the sides of blocks and of squares of a cache line; then batches of them; then what no block fits.
    private static readonly (Shape Shape, int[] Axes)[] s_cases =
    [
        .. from rows in (int[])[1, 2, 3, 4, 5, 8, 15, 16, 17, 31, 33]
           from columns in (int[])[1, 3, 4, 7, 16, 19, 32, 35]
           select (new Shape(rows, columns), new[] { 1, 0 }),
        ([3, 17, 20], [0, 2, 1]), ([17, 3, 20], [2, 1, 0]), ([5, 6, 7], [1, 2, 0]), ([5, 6, 7], [2, 0, 1]),
        ([2, 3, 4, 17], [0, 2, 1, 3]), ([2, 2, 2, 2, 2, 2, 2, 2], [7, 6, 5, 4, 3, 2, 1, 0]),
        ([0, 3], [1, 0]), ([4], [0]), ([], []),
    ];

    public static TheoryData<object, VectorWidth> Cases => OpTypes.KernelCases();

    // Before and after both spans no memory may be touched.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Permuted_axes_are_those_of_the_naive_loop<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        int longest = s_cases.Max(c => c.Shape.FlattenedLength);
        using GuardedBuffer<T> source = new(longest), destination = new(longest);
        foreach (var (shape, axes) in s_cases)
        {
            T[] x = Inputs.Wild<T>(shape.FlattenedLength, 1), old = Inputs.Moderate<T>(shape.FlattenedLength, 2);
            var loops = Permute.Loops(shape, axes, out var permuted);
            foreach (bool accumulate in (bool[])[false, true])
            {
                T[] expected = new T[x.Length];
                for (int i = 0; i < expected.Length; i++)
                {
                    int[] to = NaiveShapes.IndexOf(permuted, i), from = new int[to.Length];
                    for (int axis = 0; axis < to.Length; axis++)
                        from[axes[axis]] = to[axis];
                    T value = NaiveShapes.At(shape, x, from);
                    expected[i] = accumulate ? old[i] + value : value;
                }
                foreach (bool atEnd in (bool[])[false, true])
                {
                    var y = destination.Take(old, atEnd);
                    StridedCopy.Run(source.Take(x, atEnd), y, loops, accumulate);
                    Bits.AssertSame<T>(expected, y, $"{shape} by [{string.Join(", ", axes)}], added: {accumulate}");
                }
            }
        }
    }

    // Long enough to be divided, with a remainder.
    [Fact]
    public void Threads_change_nothing()
    {
        Shape shape = [641, 857];
        float[] x = Inputs.Moderate<float>(shape.FlattenedLength, 1), one = new float[x.Length], two = new float[x.Length];
        var loops = Permute.Loops(shape, [1, 0], out _);
        using (new ThreadCount(1))
            StridedCopy.Run<float>(x, one, loops, accumulate: false);
        using (new ThreadCount(2))
            StridedCopy.Run<float>(x, two, loops, accumulate: false);
        Assert.Equal(one, two);
        Assert.Equal(x[5 * 857 + 3], one[3 * 641 + 5]);
    }

    [Fact]
    public void Axes_that_continue_each_other_are_one()
    {
        LoopNest whole = new([2, 3, 4], [12, 4, 1], [12, 4, 1], [12, 4, 1]);
        Assert.Equal((1, 24, 1), (whole.Rank, whole.Size(0), whole.A(0)));
        LoopNest repeated = new([5, 2, 3, 1], [0, 0, 1, 1], [6, 3, 1, 1], [6, 3, 1, 1]);
        Assert.Equal(
            (2, 10, 0, 3, 3, 1),
            (repeated.Rank, repeated.Size(0), repeated.A(0), repeated.B(0), repeated.Size(1), repeated.A(1)));
        LoopNest scalar = new([1, 1], [1, 1], [1, 1]);
        Assert.Equal((1, 1, false), (scalar.Rank, scalar.Size(0), scalar.IsEmpty));
        Assert.True(new LoopNest([2, 0], [1, 1], [1, 1]).IsEmpty);
    }
}
