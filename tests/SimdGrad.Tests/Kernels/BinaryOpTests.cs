using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Every function of two operands, as a span kernel.</summary>
public class BinaryOpTests
{
    private const int PropertyRuns = 25;

    public static TheoryData<object, object, VectorWidth> Cases => OpTypes.Cases(typeof(IBinaryOp));

    public static TheoryData<object, object> CasesOfAllWidths => OpTypes.CasesOfAllWidths(typeof(IBinaryOp));

    public static TheoryData<object, VectorWidth> CasesOfOneElementType => OpTypes.CasesOfOneElementType(typeof(IBinaryOp));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_the_reference<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        foreach (int n in Lengths.All)
        {
            AssertValues<TOp, T>(op, Inputs.Moderate<T>(n, n), Inputs.Moderate<T>(n, n + 1));
            AssertValues<TOp, T>(op, Inputs.Wild<T>(n, n), Inputs.Wild<T>(n, n + 1));
        }
    }

    // Every special value with every other; also the sign of zero, which no ULP tells.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Special_values_are_those_of_the_reference<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        var specials = Inputs.Specials<T>();
        foreach (var b in specials)
        {
            T[] other = new T[specials.Length];
            Array.Fill(other, b);
            var y = AssertValues<TOp, T>(op, specials, other);
            for (int i = 0; i < y.Length; i++)
            {
                double exact = op.Reference(double.CreateTruncating(specials[i]), double.CreateTruncating(b));
                if (!double.IsNaN(exact) && double.IsNegative(exact) != T.IsNegative(y[i]))
                    Assert.Fail($"{typeof(TOp).Name}({specials[i]:R}, {b:R}) is {y[i]:R}, of the wrong sign");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfOneElementType))]
    public void Accuracy_is_promised<TOp>(TOp op, VectorWidth _1) where TOp : struct, IBinaryOp
    {
        Assert.True(TOp.ForwardAccuracy.MaxUlp <= 4, $"values of {op} may err by {TOp.ForwardAccuracy}");
        Assert.True(TOp.BackwardAccuracy.MaxUlp <= 6, $"derivatives of {op} may err by {TOp.BackwardAccuracy}");
    }

    // The formula is one for float and double; in double its rounding is nothing to a float.
    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void Derivatives_of_floats_are_those_of_doubles<TOp, T>(TOp op, T _2)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (a, b, dy) = (Inputs.Moderate<T>(1000, 1), Inputs.Moderate<T>(1000, 2), Inputs.Moderate<T>(1000, 3));
        T[] da = new T[a.Length], db = new T[a.Length];
        Zip.Backward<TOp, T>(a, b, dy, da, false, db, false, op);
        double[] expectedA = new double[a.Length], expectedB = new double[a.Length];
        Zip.Backward<TOp, double>(
            [.. a.Select(double.CreateTruncating)], [.. b.Select(double.CreateTruncating)],
            [.. dy.Select(double.CreateTruncating)], expectedA, false, expectedB, false, op);
        double bound = ErrorBound.InUlp<T>(TOp.BackwardAccuracy);
        for (int i = 0; i < a.Length; i++)
        {
            double floor = TOp.BackwardAccuracy.Floor * Math.Abs(double.CreateTruncating(dy[i]));
            if (!(Bits.ErrorInUlp(expectedA[i], da[i], floor) <= bound && Bits.ErrorInUlp(expectedB[i], db[i], floor) <= bound))
                Assert.Fail($"the derivatives of {typeof(TOp).Name} at ({a[i]:R}, {b[i]:R}), dy = {dy[i]:R} are {da[i]:R} and "
                    + $"{db[i]:R}, expected {expectedA[i]:R} and {expectedB[i]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Nothing_is_touched_outside_the_spans<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        const int max = Lengths.Short;
        using GuardedBuffer<T> a = new(max), b = new(max), y = new(max), dy = new(max), da = new(max), db = new(max);
        foreach (bool atEnd in (bool[])[true, false])
        {
            for (int n = 0; n <= max; n++)
            {
                var left = a.Take(Inputs.Moderate<T>(n, n), atEnd);
                var right = b.Take(Inputs.Moderate<T>(n, n + 1), atEnd);
                Zip.Forward<TOp, T>(left, right, y.Take(n, atEnd), op);
                foreach (bool accumulate in (bool[])[false, true])
                    Zip.Backward<TOp, T>(
                        left, right, dy.Take(left, atEnd), da.Take(n, atEnd), accumulate, db.Take(n, atEnd), accumulate, op);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_place_gives_the_same_bits<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        for (int n = 0; n <= Lengths.Short; n++)
        {
            var (a, b, dy) = (Inputs.Wild<T>(n, n), Inputs.Wild<T>(n, n + 1), Inputs.Moderate<T>(n, n + 2));
            T[] y = new T[n], da = new T[n], db = new T[n];
            Zip.Forward<TOp, T>(a, b, y, op);
            Zip.Backward<TOp, T>(a, b, dy, da, false, db, false, op);

            T[] inPlace = [.. a];
            Zip.Forward<TOp, T>(inPlace, b, inPlace, op);
            Bits.AssertSame<T>(y, inPlace, "y in place of a");
            inPlace = [.. b];
            Zip.Forward<TOp, T>(a, inPlace, inPlace, op);
            Bits.AssertSame<T>(y, inPlace, "y in place of b");

            T[] inPlaceA = [.. a], inPlaceB = [.. b];
            Zip.Backward<TOp, T>(inPlaceA, inPlaceB, dy, inPlaceA, false, inPlaceB, false, op);
            Bits.AssertSame<T>(da, inPlaceA, "da in place of a");
            Bits.AssertSame<T>(db, inPlaceB, "db in place of b");
            (inPlaceA, inPlaceB) = ([.. a], [.. b]);
            Zip.Backward<TOp, T>(inPlaceA, inPlaceB, dy, inPlaceB, false, inPlaceA, false, op);
            Bits.AssertSame<T>(da, inPlaceB, "da in place of b");
            Bits.AssertSame<T>(db, inPlaceA, "db in place of a");
            inPlace = [.. dy];
            Zip.Backward<TOp, T>(a, b, inPlace, inPlace, false, db, false, op);
            Bits.AssertSame<T>(da, inPlace, "da in place of dy");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Misaligned_spans_give_the_same_bits<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        const int max = Lengths.Short + 3;
        using GuardedBuffer<T> bufferA = new(max), bufferB = new(max), bufferY = new(max);
        using GuardedBuffer<T> bufferDa = new(max), bufferDb = new(max);
        foreach (int n in (int[])[1, 15, 16, 17, 33, Lengths.Short])
        {
            var (a, b, dy) = (Inputs.Wild<T>(n, n), Inputs.Wild<T>(n, n + 1), Inputs.Moderate<T>(n, n + 2));
            T[] y = new T[n], da = new T[n], db = new T[n];
            Zip.Forward<TOp, T>(a, b, y, op);
            Zip.Backward<TOp, T>(a, b, dy, da, false, db, false, op);
            for (int offset = 0; offset <= 3; offset++)
            {
                var shiftedA = bufferA.Take(n + offset, atEnd: false)[offset..];
                var shiftedB = bufferB.Take(n + 3 - offset, atEnd: false)[(3 - offset)..];
                var shiftedY = bufferY.Take(n + offset, atEnd: false)[offset..];
                var shiftedDa = bufferDa.Take(n + 3 - offset, atEnd: false)[(3 - offset)..];
                var shiftedDb = bufferDb.Take(n + offset, atEnd: false)[offset..];
                a.CopyTo(shiftedA);
                b.CopyTo(shiftedB);
                Zip.Forward<TOp, T>(shiftedA, shiftedB, shiftedY, op);
                Zip.Backward<TOp, T>(shiftedA, shiftedB, dy, shiftedDa, false, shiftedDb, false, op);
                Bits.AssertSame<T>(y, shiftedY, $"y at offset {offset}");
                Bits.AssertSame<T>(da, shiftedDa, $"da at offset {offset}");
                Bits.AssertSame<T>(db, shiftedDb, $"db at offset {offset}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(CasesOfAllWidths))]
    public void All_widths_give_the_same_bits<TOp, T>(TOp op, T _2)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Lengths.ForAll(300, PropertyRuns, (n, seed) =>
        {
            var (a, b, dy) = (Inputs.Wild<T>(n, seed), Inputs.Wild<T>(n, seed ^ 1), Inputs.Wild<T>(n, seed ^ 2));
            var (y, da, db) = Run(VectorWidth.V128);
            foreach (var width in OpTypes.Widths)
            {
                var (otherY, otherDa, otherDb) = Run(width);
                Bits.AssertSame<T>(y, otherY, $"y with {width}");
                Bits.AssertSame<T>(da, otherDa, $"da with {width}");
                Bits.AssertSame<T>(db, otherDb, $"accumulated db with {width}");
            }

            (T[] Y, T[] Da, T[] Db) Run(VectorWidth width)
            {
                using var _ = Isa.Use(width);
                T[] y = new T[n], da = new T[n], db = [.. a];
                Zip.Forward<TOp, T>(a, b, y, op);
                Zip.Backward<TOp, T>(a, b, dy, da, false, db, true, op);
                return (y, da, db);
            }
        });

    // On a grid of 1/32, as in UnaryOpTests; the first elements are ties and zeros, where kinks would be.
    [Theory]
    [MemberData(nameof(CasesOfOneElementType))]
    public void Gradients_are_differences<TOp>(TOp op, VectorWidth width) where TOp : unmanaged, IBinaryOp
    {
        Lengths.ForAll(8, 5, (n, seed) =>
        {
            using var _ = Isa.Use(width);
            double[] a = [0, 1, 2, .. Inputs.Integers<double>(n, seed, 200).Select(i => i / 32)];
            double[] b = [0, 1, 0, .. Inputs.Integers<double>(n, seed ^ 1, 200).Select(i => i / 32)];
            double[] same = [.. a.Where(value => Inputs.Around(value).All(x => double.IsFinite(op.Reference(x, x))))];
            (a, b) = ([.. Kept(a)], [.. Kept(b)]);
            GradCheck.Check(
                inputs => inputs[0].Apply(inputs[1], op), [new([a.Length], a), new([b.Length], b)], seed: (ulong)seed);
            GradCheck.Check(inputs => inputs[0].Apply(inputs[0], op), [new([same.Length], same)], seed: (ulong)seed);

            double[] Kept(double[] values) => [.. values.Where((_, i) => Inputs.Around(a[i]).All(left =>
                Inputs.Around(b[i]).All(right => double.IsFinite(op.Reference(left, right)))))];
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Accumulation_adds_the_gradients_that_are_wanted<TOp, T>(TOp op, T _2, VectorWidth width)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        using var _ = Isa.Use(width);
        for (int n = 0; n <= Lengths.Short; n++)
        {
            var (a, b) = (Inputs.Moderate<T>(n, 1), Inputs.Moderate<T>(n, 2));
            var (dy, old) = (Inputs.Moderate<T>(n, 3), Inputs.Wild<T>(n, 4));
            T[] da = new T[n], db = new T[n];
            Zip.Backward<TOp, T>(a, b, dy, da, false, db, false, op);
            T[] sumA = [.. old.Zip(da, (x, y) => x + y)], sumB = [.. old.Zip(db, (x, y) => x + y)];

            T[] actualA = [.. old], actualB = [.. old];
            Zip.Backward<TOp, T>(a, b, dy, actualA, true, actualB, false, op);
            Bits.AssertSame<T>(sumA, actualA, "old + da, beside db");
            Bits.AssertSame<T>(db, actualB, "db, beside old + da");
            (actualA, actualB) = ([.. old], [.. old]);
            Zip.Backward<TOp, T>(a, b, dy, actualA, true, default, true, op);
            Zip.Backward<TOp, T>(a, b, dy, default, true, actualB, true, op);
            Bits.AssertSame<T>(sumA, actualA, "old + da alone");
            Bits.AssertSame<T>(sumB, actualB, "old + db alone");
            // Both operands may be one tensor: db is then added to the memory that da was just added to.
            actualA = [.. old];
            Zip.Backward<TOp, T>(a, b, dy, actualA, true, actualA, true, op);
            Bits.AssertSame<T>([.. sumA.Zip(db, (x, y) => x + y)], actualA, "old + da + db");
        }
    }

    private static T[] AssertValues<TOp, T>(TOp op, T[] a, T[] b)
        where TOp : struct, IBinaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var y = new T[a.Length];
        Zip.Forward<TOp, T>(a, b, y, op);
        for (int i = 0; i < y.Length; i++)
        {
            double exact = op.Reference(double.CreateTruncating(a[i]), double.CreateTruncating(b[i]));
            double error = Bits.ErrorInUlp(exact, y[i], TOp.ForwardAccuracy.Floor);
            if (!(error <= ErrorBound.InUlp<T>(TOp.ForwardAccuracy)))
                Assert.Fail($"{typeof(TOp).Name}({a[i]:R}, {b[i]:R}) is {y[i]:R}, off by {error} ULP from {exact:R}");
        }
        return y;
    }
}
