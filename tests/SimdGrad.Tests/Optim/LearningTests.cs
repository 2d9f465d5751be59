using SimdGrad.Nn;
using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class LearningTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_small_network_learns_exclusive_or(ulong seed)
    {
        using var tape = new Tape<float>();
        var model = new Sequential<float>(new Linear<float>(2, 8), new Activation<float, Tanh>(), new Linear<float>(8, 1));
        using var set = model.Initialize(seed);
        using var optimizer = new Adam<float>(set, 0.05);
        float first = Step(), last = 0;
        for (int step = 0; step < 500; step++)
            last = Step();
        Assert.InRange(first, 0.5f, 1.5f); // About log 2: nothing is known yet.
        Assert.InRange(last, 0, 0.01f);

        float Step()
        {
            tape.Reset();
            var x = tape.Constant([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
            var loss = model.Forward(x).BinaryCrossEntropyWithLogits([0, 1, 1, 0]);
            set.ZeroGradients();
            loss.Backward();
            optimizer.Step();
            return loss.Item();
        }
    }

    /// <summary>
    /// M. Mazur, "A step by step backpropagation example", 2015: two inputs, two hidden units and two outputs, all with
    /// sigmoids, and half the squared error. The biases stay as they are.
    /// </summary>
    [Fact]
    public void Mazurs_example_has_the_published_numbers()
    {
        using var tape = new Tape<double>();
        var model = new Sequential<double>(
            new Linear<double>(2, 2), new Activation<double, Sigmoid>(),
            new Linear<double>(2, 2), new Activation<double, Sigmoid>());
        using var set = model.Initialize(1);
        // w1 and w2 lead to the first hidden unit, w3 and w4 to the second: the columns of the first weight.
        new[] { 0.15, 0.25, 0.20, 0.30 }.CopyTo(set["0.weight"].Values);
        new[] { 0.40, 0.50, 0.45, 0.55 }.CopyTo(set["2.weight"].Values);
        set["0.bias"].Values.Fill(0.35);
        set["2.bias"].Values.Fill(0.60);
        using var optimizer = new Sgd<double>(set, 0.5)
        {
            Groups = [new(name => name.EndsWith("bias", StringComparison.Ordinal)) { LearningRateScale = 0 }],
        };

        Assert.Equal(0.298371109, Step(), 5e-10);
        AssertClose([0.149780716, 0.24975114, 0.19956143, 0.29950229], set["0.weight"].Values, 5e-9);
        AssertClose([0.35891648, 0.511301270, 0.408666186, 0.561370121], set["2.weight"].Values, 5e-9);
        // The page prints 0.291027924; these are the digits of the weights above.
        Assert.Equal(0.291027774, Step(), 5e-10);
        for (int step = 2; step < 9_999; step++)
            Step();
        Assert.Equal(0.0000351085, Step(), 5e-11);

        double Step()
        {
            tape.Reset();
            var output = model.Forward(tape.Constant([0.05, 0.10], [1, 2]));
            var loss = output.HalfMeanSquaredError([0.01, 0.99], reduction: Reduction.Sum);
            set.ZeroGradients();
            loss.Backward();
            optimizer.Step();
            return loss.Item();
        }

        static void AssertClose(double[] expected, ReadOnlySpan<double> actual, double tolerance)
        {
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], actual[i], tolerance);
        }
    }

    /// <summary>Each optimizer learns it, at a learning rate that suits it.</summary>
    [Fact]
    public void Every_optimizer_learns_exclusive_or()
    {
        foreach (var type in OptimizerFactory.All)
        {
            double rate = type.Name[..^2] switch
            {
                "Sgd" => 0.5,
                "Adadelta" => 20,
                "Adagrad" => 0.5,
                "Lion" => 0.01,
                _ => 0.05,
            };
            using var tape = new Tape<double>();
            var model = new Sequential<double>(
                new Linear<double>(2, 8), new Activation<double, Tanh>(), new Linear<double>(8, 1));
            using var set = model.Initialize(1);
            using var optimizer = OptimizerFactory.Make(type, set, new Dictionary<string, object> { ["learningRate"] = rate });
            double last = 1;
            for (int step = 0; step < 1000; step++)
            {
                tape.Reset();
                var x = tape.Constant([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
                var loss = model.Forward(x).BinaryCrossEntropyWithLogits([0, 1, 1, 0]);
                set.ZeroGradients();
                loss.Backward();
                optimizer.Step();
                last = loss.Item();
            }
            Assert.True(last < 0.05, $"{type.Name}: {last}");
        }
    }
}
