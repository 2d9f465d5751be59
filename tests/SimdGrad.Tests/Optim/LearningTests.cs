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
}
