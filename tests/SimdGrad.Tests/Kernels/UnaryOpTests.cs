using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Every function of one operand, as a span kernel.</summary>
public class UnaryOpTests
{
    private const int PropertyRuns = 25;

    // Of float.
    private const double SmallestNormal = 1.1754943508222875e-38;

    public static TheoryData<object, object, VectorWidth> Cases => OpTypes.Cases(typeof(IUnaryOp));

    public static TheoryData<object, object> CasesOfAllWidths => OpTypes.CasesOfAllWidths(typeof(IUnaryOp));

    public static TheoryData<object, VectorWidth> CasesOfOneElementType => OpTypes.CasesOfOneElementType(typeof(IUnaryOp));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_the_reference<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        foreach (int n in Lengths.All)
        {
            AssertValues<TOp, T>(op, Inputs.Moderate<T>(n, n));
            AssertValues<TOp, T>(op, Inputs.Wild<T>(n, n));
        }
    }

    // A stride through the bit patterns of all floats; it is odd, so that every low pattern occurs.
    [Theory]
    [MemberData(nameof(CasesOfOneElementType))]
    public void Values_over_all_floats_are_those_of_the_reference<TOp>(TOp op, VectorWidth width) where TOp : struct, IUnaryOp
    {
        using var _ = Isa.Use(width);
        uint stride = SampleCount.Stride(4099);
        float[] x = new float[1 << 12];
        for (ulong bits = 0; bits <= uint.MaxValue;)
        {
            for (int i = 0; i < x.Length; i++, bits += stride)
                x[i] = BitConverter.UInt32BitsToSingle((uint)bits);
            AssertValues<TOp, float>(op, x);
        }
    }

    // Also the sign of zero, which no ULP tells.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Special_values_are_those_of_the_reference<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        var x = Inputs.Specials<T>();
        var y = AssertValues<TOp, T>(op, x);
        for (int i = 0; i < x.Length; i++)
        {
            double exact = op.Reference(double.CreateTruncating(x[i]));
            Assert.True(
                double.IsNaN(exact) || double.IsNegative(exact) == T.IsNegative(y[i]),
                $"{typeof(TOp).Name}({x[i]:R}) is {y[i]:R}, of the wrong sign");
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfOneElementType))]
    public void Accuracy_is_promised<TOp>(TOp op, VectorWidth _1) where TOp : struct, IUnaryOp
    {
        Assert.True(TOp.ForwardAccuracy.MaxUlp <= 4, $"values of {op} may err by {TOp.ForwardAccuracy}");
        Assert.True(TOp.BackwardAccuracy.MaxUlp <= 8, $"derivatives of {op} may err by {TOp.BackwardAccuracy}");
    }

    // The formula is one for float and double; in double its rounding is nothing to a float. A denormal derivative may be the
    // product of one that is denormal itself and a large dy; and where y overflows, so may what the derivative is made of.
    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void Derivatives_of_floats_are_those_of_doubles<TOp, T>(TOp op, T _2)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Count = 5000;
        var sixteen = T.CreateTruncating(16);
        T[] x = [.. Inputs.Moderate<T>(Count, 1), .. Inputs.Moderate<T>(Count, 3).Select(value => value * sixteen)];
        T[] dy = Inputs.Moderate<T>(x.Length, 2), y = new T[x.Length], dx = new T[x.Length];
        Map.Forward<TOp, T>(x, y, op);
        Map.Backward<TOp, T>(x, y, dy, dx, op);
        double[] expected = new double[x.Length];
        Map.Backward<TOp, double>(Doubles(x), Doubles(y), Doubles(dy), expected, op);
        for (int i = 0; i < x.Length; i++)
        {
            double floor = TOp.BackwardAccuracy.FloorAt(double.CreateTruncating(x[i])) * Math.Abs(double.CreateTruncating(dy[i]));
            if (!T.IsFinite(y[i]) || Math.Abs(expected[i]) < SmallestNormal * Math.Abs(double.CreateTruncating(dy[i])))
                continue;
            double error = Bits.ErrorInUlp(expected[i], dx[i], floor);
            if (!(error <= ErrorBound.InUlp<T>(TOp.BackwardAccuracy)))
                Assert.Fail($"the derivative of {op} at {x[i]:R}, y = {y[i]:R}, dy = {dy[i]:R} is {dx[i]:R}, "
                    + $"expected {expected[i]:R}, off by {error} ULP");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        using GuardedBuffer<T> x = new(Lengths.Short), y = new(Lengths.Short), dy = new(Lengths.Short), dx = new(Lengths.Short);
        foreach (bool atEnd in (bool[])[true, false])
        {
            for (int n = 0; n <= Lengths.Short; n++)
            {
                var input = x.Take(Inputs.Moderate<T>(n, n), atEnd);
                Map.Forward<TOp, T>(input, y.Take(n, atEnd), op);
                foreach (bool accumulate in (bool[])[false, true])
                    Map.Backward<TOp, T>(input, y.Take(n, atEnd), dy.Take(input, atEnd), dx.Take(n, atEnd), op, accumulate);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_place_gives_the_same_bits<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        for (int n = 0; n <= Lengths.Short; n++)
        {
            var (x, dy) = (Inputs.Wild<T>(n, n), Inputs.Moderate<T>(n, n + 1));
            T[] y = new T[n], dx = new T[n];
            Map.Forward<TOp, T>(x, y, op);
            Map.Backward<TOp, T>(x, y, dy, dx, op);

            T[] inPlace = [.. x];
            Map.Forward<TOp, T>(inPlace, inPlace, op);
            Bits.AssertSame<T>(y, inPlace, "y in place of x");
            inPlace = [.. x];
            Map.Backward<TOp, T>(inPlace, y, dy, inPlace, op);
            Bits.AssertSame<T>(dx, inPlace, "dx in place of x");
            inPlace = [.. y];
            Map.Backward<TOp, T>(x, inPlace, dy, inPlace, op);
            Bits.AssertSame<T>(dx, inPlace, "dx in place of y");
            inPlace = [.. dy];
            Map.Backward<TOp, T>(x, y, inPlace, inPlace, op);
            Bits.AssertSame<T>(dx, inPlace, "dx in place of dy");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Misaligned_spans_give_the_same_bits<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        const int max = Lengths.Short + 3;
        using GuardedBuffer<T> bufferX = new(max), bufferY = new(max), bufferDx = new(max);
        foreach (int n in (int[])[1, 15, 16, 17, 33, Lengths.Short])
        {
            var (x, dy) = (Inputs.Wild<T>(n, n), Inputs.Moderate<T>(n, n + 1));
            T[] y = new T[n], dx = new T[n];
            Map.Forward<TOp, T>(x, y, op);
            Map.Backward<TOp, T>(x, y, dy, dx, op);
            for (int offset = 0; offset <= 3; offset++)
            {
                // Pages are aligned to 64 bytes; y is off by another amount than x.
                var shiftedX = bufferX.Take(n + offset, atEnd: false)[offset..];
                var shiftedY = bufferY.Take(n + 3 - offset, atEnd: false)[(3 - offset)..];
                var shiftedDx = bufferDx.Take(n + offset, atEnd: false)[offset..];
                x.CopyTo(shiftedX);
                Map.Forward<TOp, T>(shiftedX, shiftedY, op);
                Bits.AssertSame<T>(y, shiftedY, $"y at offset {offset}");
                Map.Backward<TOp, T>(shiftedX, shiftedY, dy, shiftedDx, op);
                Bits.AssertSame<T>(dx, shiftedDx, $"dx at offset {offset}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void All_widths_give_the_same_bits<TOp, T>(TOp op, T _2)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Lengths.ForAll(300, PropertyRuns, (n, seed) =>
        {
            var (x, dy, old) = (Inputs.Wild<T>(n, seed), Inputs.Wild<T>(n, seed ^ 1), Inputs.Wild<T>(n, seed ^ 2));
            var (y, dx, sum) = Run(VectorWidth.V128);
            foreach (var width in OpTypes.Widths)
            {
                var (otherY, otherDx, otherSum) = Run(width);
                Bits.AssertSame<T>(y, otherY, $"y with {width}");
                Bits.AssertSame<T>(dx, otherDx, $"dx with {width}");
                Bits.AssertSame<T>(sum, otherSum, $"accumulated dx with {width}");
            }

            (T[] Y, T[] Dx, T[] Sum) Run(VectorWidth width)
            {
                using var _ = Isa.Use(width);
                T[] y = new T[n], dx = new T[n], sum = [.. old];
                Map.Forward<TOp, T>(x, y, op);
                Map.Backward<TOp, T>(x, y, dy, dx, op);
                Map.Backward<TOp, T>(x, y, dy, sum, op, accumulate: true);
                return (y, dx, sum);
            }
        });

    // Points on a grid of 1/32, so that the kinks of piecewise functions are met exactly: near them, but not at them,
    // differences say nothing. 0, where most of them are, is always among the points, if there are values at both of its sides.
    [Theory]
    [MemberData(nameof(CasesOfOneElementType))]
    public void Gradients_are_differences<TOp>(TOp op, VectorWidth width) where TOp : unmanaged, IUnaryOp
    {
        Lengths.ForAll(8, 5, (n, seed) =>
        {
            using var _ = Isa.Use(width);
            double[] x = [0, .. Inputs.Integers<double>(n, seed, 200).Select(i => i / 32)];
            x = [.. x.Where(value => Inputs.Around(value).All(beside => double.IsFinite(op.Reference(beside))))];
            GradCheck.Check(inputs => inputs[0].Apply(op), [new([x.Length], x)], seed: (ulong)seed);
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Backward_reads_no_input_that_it_disclaims<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (TOp.BackwardReadsInput)
            return;
        using var _ = Isa.Use(width);
        var (x, dy) = (Inputs.Moderate<T>(Lengths.Short, 1), Inputs.Moderate<T>(Lengths.Short, 2));
        T[] y = new T[x.Length], dx = new T[x.Length], nan = new T[x.Length], blind = new T[x.Length];
        Array.Fill(nan, T.NaN);
        Map.Forward<TOp, T>(x, y, op);
        Map.Backward<TOp, T>(x, y, dy, dx, op);
        Map.Backward<TOp, T>(nan, y, dy, blind, op);
        Bits.AssertSame<T>(dx, blind, "dx from x = NaN");
        Map.Backward<TOp, T>(default, y, dy, blind, op);
        Bits.AssertSame<T>(dx, blind, "dx from no x");
        for (int i = 0; i < x.Length; i++)
        {
            // The kernel gives y for x, so that the formula itself must be asked too.
            var lanes = op.Backward(Vec128<T>.Splat(T.NaN), Vec128<T>.Splat(y[i]), Vec128<T>.Splat(dy[i]));
            Vec128<T>.StorePartial(lanes, ref blind[i], 1);
        }
        Bits.AssertSame<T>(dx, blind, "the formula's dx from x = NaN");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Accumulation_adds_the_gradient<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        for (int n = 0; n <= Lengths.Short; n++)
        {
            var (x, dy, old) = (Inputs.Moderate<T>(n, 1), Inputs.Moderate<T>(n, 2), Inputs.Wild<T>(n, 3));
            T[] y = new T[n], dx = new T[n], sum = [.. old];
            Map.Forward<TOp, T>(x, y, op);
            Map.Backward<TOp, T>(x, y, dy, dx, op);
            Map.Backward<TOp, T>(x, y, dy, sum, op, accumulate: true);
            Bits.AssertSame<T>([.. old.Zip(dx, (a, b) => a + b)], sum, "old + dx");
        }
    }

    private static T[] AssertValues<TOp, T>(TOp op, T[] x)
        where TOp : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = new T[x.Length];
        Map.Forward<TOp, T>(x, y, op);
        var accuracy = TOp.ForwardAccuracy;
        double bound = ErrorBound.InUlp<T>(accuracy);
        for (int i = 0; i < x.Length; i++)
        {
            double exact = op.Reference(double.CreateTruncating(x[i]));
            double error = Bits.ErrorInUlp(exact, y[i], accuracy.FloorAt(double.CreateTruncating(x[i])));
            if (!(error <= bound))
                Assert.Fail($"{typeof(TOp).Name}({x[i]:R}) is {y[i]:R}, off by {error} ULP from {exact:R}");
        }
        return y;
    }

    private static double[] Doubles<T>(T[] values) where T : IBinaryFloatingPointIeee754<T> =>
        [.. values.Select(double.CreateTruncating)];
}
