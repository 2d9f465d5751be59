using System.Numerics;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Ops;

/// <summary>Every operation on the tape that is more than an elementwise formula, at its samples.</summary>
public class OperationTests
{
    public static TheoryData<object, object, VectorWidth> Cases
    {
        get
        {
            var cases = new TheoryData<object, object, VectorWidth>();
            foreach (var sample in Samples)
                foreach (object element in OpTypes.Elements)
                    foreach (var width in OpTypes.Widths)
                        cases.Add(Activator.CreateInstance(sample)!, element, width);
            return cases;
        }
    }

    public static TheoryData<object, VectorWidth> DoubleCases
    {
        get
        {
            var cases = new TheoryData<object, VectorWidth>();
            foreach (var sample in Samples)
                foreach (var width in OpTypes.Widths)
                    cases.Add(Activator.CreateInstance(sample)!, width);
            return cases;
        }
    }

    internal static IEnumerable<Type> Samples => typeof(OperationTests).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IOperationSample)));

    [Fact]
    public void Every_operation_has_a_sample()
    {
        var operations = OpTypes.Implementing(typeof(IOperation));
        Assert.NotEmpty(operations);
        var missing = operations.Except(Samples.Select(OperationOf));
        Assert.True(!missing.Any(), $"no {nameof(IOperationSample)} for {string.Join(", ", missing.Select(type => type.Name))}");
    }

    // The samples take sums of up to 21 terms below 2 * 2: with their rounding, the rest is within 32 ULP of the largest sum.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_are_those_of_the_reference<TSample, T>(TSample _1, T _2, VectorWidth width)
        where TSample : struct, IOperationSample
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        for (int seed = 0; seed < SampleCount.Of(20); seed++)
        {
            var inputs = TSample.Inputs(seed);
            using var tape = new Tape<T>();
            var actual = TSample.Record(
                [.. inputs.Select(x => tape.Variable([.. x.Values.Select(T.CreateTruncating)], x.Shape))]);
            var expected = TSample.Reference(inputs);
            double bound = 32 * Bits.Ulp<T>(Math.Max(4, expected.Max(Math.Abs)));
            Assert.Equal(expected.Length, actual.Values.Length);
            for (int i = 0; i < expected.Length; i++)
                Assert.InRange(double.CreateTruncating(actual.Values[i]) - expected[i], -bound, bound);
        }
    }

    [Theory]
    [MemberData(nameof(DoubleCases))]
    public void Gradients_are_differences<TSample>(TSample _1, VectorWidth width) where TSample : struct, IOperationSample
    {
        Lengths.ForAll(1, 5, (_, seed) =>
        {
            using var _1 = Isa.Use(width);
            GradCheck.Check(TSample.Record, TSample.Inputs(seed), seed: (ulong)seed);
        });
    }

    // A second use of an input adds to its gradient; and a use in which one input alone wants a gradient gives it the same.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_accumulate_and_stand_alone<TSample, T>(TSample _1, T _2, VectorWidth width)
        where TSample : struct, IOperationSample
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var _ = Isa.Use(width);
        var inputs = TSample.Inputs(1);
        var once = Gradients(input => true, uses: 1);
        var twice = Gradients(input => true, uses: 2);
        for (int i = 0; i < inputs.Count; i++)
        {
            // What is added is what was there, so that each sum is exact.
            if (!TSample.AddsTerms)
                Bits.AssertSame<T>([.. once[i].Select(g => g + g)], twice[i], $"gradient {i} of two uses");
            else
                for (int j = 0; j < once[i].Length; j++)
                    Assert.Equal(
                        double.CreateTruncating(once[i][j] + once[i][j]), double.CreateTruncating(twice[i][j]),
                        32 * Bits.Ulp<T>(4));
            Bits.AssertSame<T>(once[i], Gradients(input => input == i, uses: 1)[i], $"gradient {i} alone");
        }

        T[][] Gradients(Func<int, bool> wanted, int uses)
        {
            using var tape = new Tape<T>();
            Tensor<T>[] tensors =
            [
                .. inputs.Select((x, i) =>
                {
                    T[] values = [.. x.Values.Select(T.CreateTruncating)];
                    return wanted(i) ? tape.Variable(values, x.Shape) : tape.Constant(values, x.Shape);
                }),
            ];
            var y = TSample.Record(tensors);
            if (uses == 2)
                y += TSample.Record(tensors);
            var seed = new T[y.Shape.FlattenedLength];
            Array.Fill(seed, T.One);
            y.Backward(seed);
            return [.. tensors.Select(x => x.Gradient.ToArray())];
        }
    }

    private static Type OperationOf(Type sample) => (Type)sample.GetProperty(nameof(IOperationSample.Operation))!.GetValue(null)!;
}
