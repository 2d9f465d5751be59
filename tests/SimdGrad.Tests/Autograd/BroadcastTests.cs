using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using SimdGrad.Tests.Ops;
using Xunit;

namespace SimdGrad.Tests.Autograd;

/// <summary>Elementwise functions of two operands whose shapes differ.</summary>
public class BroadcastTests
{
    // A bias, factors of rows, a number, both ways at once, an axis in the middle, one on either side of it, and nothing at all;
    // more than a vector and more than a panel of rows.
    private static readonly (Shape A, Shape B)[] s_shapes =
    [
        ([5, 3], [3]), ([5, 1], [5, 3]), ([5, 3], []), ([], [5, 3]), ([4, 1], [1, 6]), ([2, 3, 5], [2, 1, 5]),
        ([2, 3, 5], [3, 1]),
        ([1, 3, 1, 5], [2, 1, 4, 1]), ([1], [1, 1]), ([], []), ([0, 3], [3]), ([2, 0], [2, 1]), ([1], [0]),
        ([70, 67], [67]), ([67, 70], [67, 1]), ([35], [2, 1, 2, 1, 1, 2, 1, 35]),
    ];

    public static TheoryData<object, object> Cases => OpTypes.CasesOfAllWidths(typeof(IBinaryOp));

    public static TheoryData<object> Ops => [.. OpTypes.Instances(typeof(IBinaryOp))];

    public static TheoryData<object, VectorWidth> Widths => OpTypes.KernelCases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_operands_of_equal_shape<TOp, T>(TOp op, T _2)
        where TOp : unmanaged, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var tape = new Tape<T>();
        foreach (var (shapeA, shapeB) in s_shapes)
        {
            T[] a = Inputs.Wild<T>(shapeA.FlattenedLength, 1), b = Inputs.Wild<T>(shapeB.FlattenedLength, 2);
            tape.Reset();
            var y = tape.Constant(a, shapeA).Apply(tape.Constant(b, shapeB), op);
            Assert.Equal(Shape.Broadcast(shapeA, shapeB), y.Shape);
            T[] wideA = Wide(a, shapeA, y.Shape), wideB = Wide(b, shapeB, y.Shape), expected = new T[wideA.Length];
            Zip.Forward<TOp, T>(wideA, wideB, expected, op);
            Bits.AssertSame<T>(expected, y.Values, $"{op} of {shapeA} and {shapeB}");
        }
    }

    // Against the gradients of operands of equal shape, summed in double; the terms are as exact as those.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_sums_over_what_is_repeated<TOp, T>(TOp op, T _2)
        where TOp : unmanaged, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var tape = new Tape<T>();
        foreach (var (shapeA, shapeB) in s_shapes)
        {
            // Positive, so that powers are finite.
            T[] a = [.. Inputs.Moderate<T>(shapeA.FlattenedLength, 1).Select(T.Abs)];
            T[] b = Inputs.Moderate<T>(shapeB.FlattenedLength, 2);
            tape.Reset();
            var (x, y) = (tape.Variable(a, shapeA), tape.Variable(b, shapeB));
            var z = x.Apply(y, op);
            T[] dy = Inputs.Moderate<T>(z.Shape.FlattenedLength, 3), da = new T[dy.Length], db = new T[dy.Length];
            Zip.Backward(Wide(a, shapeA, z.Shape), Wide(b, shapeB, z.Shape), dy, da, false, db, false, op);
            z.Backward(dy);
            AssertSums(da, z.Shape, shapeA, x.Gradient);
            AssertSums(db, z.Shape, shapeB, y.Gradient);
        }

        static void AssertSums(T[] terms, Shape shape, Shape operand, ReadOnlySpan<T> actual)
        {
            double[] sums = new double[operand.FlattenedLength], magnitudes = new double[operand.FlattenedLength];
            int[] places = Wide<int>([.. Enumerable.Range(0, operand.FlattenedLength)], operand, shape);
            for (int i = 0; i < terms.Length; i++)
            {
                sums[places[i]] += double.CreateTruncating(terms[i]);
                magnitudes[places[i]] += Math.Abs(double.CreateTruncating(terms[i]));
            }
            Assert.Equal(sums.Length, actual.Length);
            for (int i = 0; i < sums.Length; i++)
                Assert.Equal(sums[i], double.CreateTruncating(actual[i]), 16 * Bits.Ulp<T>(magnitudes[i]));
        }
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Gradients_are_differences<TOp>(TOp op) where TOp : unmanaged, IBinaryOp
    {
        foreach (var (shapeA, shapeB) in s_shapes.Where(shapes => Shape.Broadcast(shapes.A, shapes.B).FlattenedLength < 50))
        {
            // Apart from each other and from 0, where kinks and poles are.
            GradCheckInput a = new(shapeA, [.. Enumerable.Range(0, shapeA.FlattenedLength).Select(i => 1 + i * 0.25)]);
            GradCheckInput b = new(shapeB, [.. Enumerable.Range(0, shapeB.FlattenedLength).Select(i => 1.125 + i * 0.25)]);
            GradCheck.Check(x => x[0].Apply(x[1], op), [a, b]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_added_to_what_is_there<TOp, T>(TOp op, T _2)
        where TOp : unmanaged, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var (shapeA, shapeB) in s_shapes)
        {
            var (once, twice) = (Gradients(1), Gradients(2));
            AssertDoubled(once.A, twice.A);
            AssertDoubled(once.B, twice.B);

            (T[] A, T[] B) Gradients(int uses)
            {
                using var tape = new Tape<T>();
                T[] a = [.. Inputs.Moderate<T>(shapeA.FlattenedLength, 1).Select(T.Abs)];
                T[] b = Inputs.Moderate<T>(shapeB.FlattenedLength, 2);
                var (x, y) = (tape.Variable(a, shapeA), tape.Variable(b, shapeB));
                var z = x.Apply(y, op);
                if (uses == 2)
                    z += x.Apply(y, op);
                z.Backward(Inputs.Moderate<T>(z.Shape.FlattenedLength, 3));
                return (x.Gradient.ToArray(), y.Gradient.ToArray());
            }
        }

        // Terms of up to 8 times the largest derivative, some tens of them.
        static void AssertDoubled(T[] once, T[] twice)
        {
            double bound = once.Length == 0 ? 0 : 64 * Bits.Ulp<T>(once.Max(g => Math.Abs(double.CreateTruncating(g))));
            for (int i = 0; i < once.Length; i++)
                Assert.InRange(double.CreateTruncating(twice[i] - (once[i] + once[i])), -bound, bound);
        }
    }

    // The loops are the same for every function.
    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_gives_the_same_bits<T>(T _1, VectorWidth width)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var (shapeA, shapeB) in s_shapes)
        {
            T[] a = Inputs.Wild<T>(shapeA.FlattenedLength, 1), b = Inputs.Wild<T>(shapeB.FlattenedLength, 2);
            Bits.AssertSame<T>(Run(VectorWidth.V128), Run(width), $"{shapeA} and {shapeB}");

            T[] Run(VectorWidth used)
            {
                using var _ = Isa.Use(used);
                using var tape = new Tape<T>();
                var (x, y) = (tape.Variable(a, shapeA), tape.Variable(b, shapeB));
                var z = x / y;
                z.Backward(Inputs.Moderate<T>(z.Shape.FlattenedLength, 3));
                return [.. z.Values, .. x.Gradient, .. y.Gradient];
            }
        }
    }

    [Fact]
    public void Threads_change_nothing()
    {
        var (one, two) = (Run(1), Run(2));
        Assert.Equal(one, two);

        static float[] Run(int threads)
        {
            using var count = new ThreadCount(threads);
            using var tape = new Tape<float>();
            var x = tape.Variable(Inputs.Moderate<float>(701 * 523, 1), [701, 523]);
            var bias = tape.Variable(Inputs.Moderate<float>(523, 2), [523]);
            var factors = tape.Variable(Inputs.Moderate<float>(701, 3), [701, 1]);
            var y = (x + bias) * factors;
            y.Backward(Inputs.Moderate<float>(x.Shape.FlattenedLength, 4));
            return [.. y.Values, .. x.Gradient, .. bias.Gradient, .. factors.Gradient];
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        Assert.Equal([2, 3, 4], Shape.Broadcast([3, 1], [2, 1, 4]));
        Assert.Equal([0], Shape.Broadcast([0], [1]));
        Assert.Equal("The shapes [2, 3] and [2] do not broadcast: from the last axis on, sizes must be equal or 1.",
            Assert.Throws<ArgumentException>(() => Shape.Broadcast([2, 3], [2])).Message);
        Assert.Throws<ArgumentException>(() => Shape.Broadcast([0], [2]));
        Assert.Throws<ArgumentException>("sizes", () => Shape.Broadcast([65536, 1], [65536]));
        using var tape = new Tape<float>();
        var (x, y) = (tape.Constant(new float[6], [2, 3]), tape.Constant(new float[2], [2]));
        var e = Assert.Throws<ArgumentException>("other", () => x * y);
        Assert.StartsWith(
            "Multiply takes shapes that broadcast; the left has [2, 3], other has [2].", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, tape.Count);
    }

    private static T[] Wide<T>(T[] values, Shape shape, Shape wide) =>
        [.. Enumerable.Range(0, wide.FlattenedLength).Select(i => NaiveShapes.At(shape, values, NaiveShapes.IndexOf(wide, i)))];
}
