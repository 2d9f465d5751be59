using SimdGrad.Nn;
using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Nn;

/// <summary>Every module: gradients with respect to its input and all its parameters, in both modes.</summary>
public class ModuleGradientTests
{
    public static TheoryData<object, bool> Cases
    {
        get
        {
            var cases = new TheoryData<object, bool>();
            foreach (object sample in NewSamples)
                foreach (bool training in (bool[])[true, false])
                    cases.Add(sample, training);
            return cases;
        }
    }

    /// <summary>All samples of modules.</summary>
    internal static IEnumerable<object> NewSamples => Samples.Select(type => Activator.CreateInstance(type)!);

    private static IEnumerable<Type> Samples => typeof(ModuleGradientTests).Assembly.GetTypes()
        .Where(type => type.IsValueType && type.IsAssignableTo(typeof(IModuleSample)));

    [Fact]
    public void Every_module_has_a_sample()
    {
        var modules = typeof(Module<>).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && IsModule(type));
        var sampled = Samples.Select(sample => sample.GetMethod(nameof(IModuleSample.Make))!.Invoke(null, null)!)
            .Select(module => module.GetType().GetGenericTypeDefinition());
        var missing = modules.Except(sampled);
        Assert.True(!missing.Any(), $"no {nameof(IModuleSample)} for {string.Join(", ", missing.Select(type => type.Name))}");

        static bool IsModule(Type? type) => type is not null
            && ((type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Module<>)) || IsModule(type.BaseType));
    }

    // Differences of fourth order with a step of 1e-3, whose error is about 1e-12 times the fifth derivative. State such as
    // running statistics and random numbers is that of the first call each time.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_are_differences<TSample>(TSample _1, bool training) where TSample : struct, IModuleSample
    {
        using var scope = Isa.Use(VectorWidth.V256);
        var module = TSample.Make();
        using var set = module.Initialize(5);
        Perturb(set);
        module.Train(training);
        double[] state = set.BufferValues.ToArray(), x = TSample.Indices
            ?? [.. Inputs.Moderate<double>(TSample.Input.FlattenedLength, 1).Select(v => v / 4)];
        using var tape = new Tape<double>();

        var y = Forward(out var input);
        double[] weights = [.. Inputs.Moderate<double>(y.Shape.FlattenedLength, 2).Select(v => v / 8 + 0.25)];
        y.Backward(weights);
        double[] dx = input.Gradient.ToArray(), gradients = set.Gradients.ToArray();
        Assert.Equal(TSample.Indices is null ? x.Length : 0, dx.Length);
        Assert.True(set.Count == 0 || gradients.Any(g => g != 0));

        for (int i = 0; i < dx.Length; i++)
            AssertDifference(dx[i], x.AsSpan(), i, $"input {i}");
        for (int i = 0; i < set.Values.Length; i++)
            AssertDifference(gradients[i], set.Values, i, $"parameter element {i}");

        Tensor<double> Forward(out Tensor<double> variable)
        {
            tape.Reset();
            state.CopyTo(set.BufferValues);
            variable = tape.Variable(x, TSample.Input);
            return module.Forward(variable);
        }

        void AssertDifference(double gradient, Span<double> point, int i, string what)
        {
            const double H = 1e-3;
            double before = point[i], sum = 0;
            foreach (var (step, factor) in ((int, double)[])[(1, 8), (-1, -8), (2, -1), (-2, 1)])
            {
                point[i] = before + step * H;
                var values = Forward(out _).Values;
                for (int j = 0; j < values.Length; j++)
                    sum += factor * weights[j] * values[j];
            }
            point[i] = before;
            double difference = sum / (12 * H);
            Assert.True(
                Math.Abs(difference - gradient) <= 1e-7 * Math.Max(1, Math.Abs(gradient)),
                $"{what} of {module}: gradient {gradient:R}, difference {difference:R}");
        }

        // So that no weight is a plain 1 and no bias or mean a plain 0.
        static void Perturb(ParameterSet<double> set)
        {
            foreach (var parameter in set)
                Move(parameter.Values);
            foreach (var buffer in set.Buffers.Where(buffer => buffer.IsWeight))
                Move(buffer.Values);
        }

        static void Move(Span<double> values)
        {
            for (int i = 0; i < values.Length; i++)
                values[i] += 0.1 * (i % 4 + 1);
        }
    }
}
