using SimdGrad.Nn;
using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Training;

/// <summary>Whole training steps take no managed memory once warm, with one thread or two, recorded or replayed.</summary>
[Collection(nameof(Serial))]
public sealed class StepAllocationTests
{
    // The networks whose steps are measured, but for the largest, which takes long where there are no vectors.
    [Theory]
    [InlineData("1-2-1", 4, false, 1)]
    [InlineData("1-2-1", 4, false, 2)]
    [InlineData("4-32-16-2", 1, false, 1)]
    [InlineData("4-32-16-2", 1, false, 2)]
    [InlineData("4-32-16-2", 64, false, 1)]
    [InlineData("4-32-16-2", 64, false, 2)]
    [InlineData("30-64-1", 64, true, 1)]
    [InlineData("30-64-1", 64, true, 2)]
    [InlineData("64-128-10", 32, true, 1)]
    [InlineData("64-128-10", 32, true, 2)]
    [InlineData("784-128-10", 64, false, 1)]
    [InlineData("784-128-10", 64, false, 2)]
    [InlineData("784-512-256-10", 128, true, 1)]
    [InlineData("784-512-256-10", 128, true, 2)]
    public void A_warm_step_allocates_nothing(string sizes, int batch, bool adam, int threads)
    {
        using var _ = new ThreadCount(threads);
        int[] widths = [.. sizes.Split('-').Select(int.Parse)];
        var modules = new List<Module<float>>();
        for (int i = 1; i < widths.Length; i++)
        {
            if (i > 1)
                modules.Add(new Activation<float, Relu>());
            modules.Add(new Linear<float>(widths[i - 1], widths[i]));
        }
        var model = new Sequential<float>([.. modules]);
        using var parameters = model.Initialize(seed: 1);
        using Optimizer<float> optimizer = adam ? new Adam<float>(parameters) : new Sgd<float>(parameters);
        using var tape = new Tape<float>();
        using var replay = new Replay<float>();
        float[] features = new float[batch * widths[0]], targets = new float[batch];
        int[] classes = new int[batch];
        var (replayFeatures, replayTargets, replayClasses) =
            (replay.Input([batch, widths[0]]), replay.Input([batch, 1]), replay.Indices(batch));
        replay.Record(Loss(replayFeatures, replayTargets.Values, replayClasses));
        for (int i = 0; i < 3; i++)
            Steps();
        // Other threads of the process may allocate meanwhile, but not for long; a step that allocates does so each time.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 100 && least > 0; attempt++)
        {
            if (attempt >= 5)
                Thread.Sleep(10);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Steps();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.Equal(0, least);

        void Steps()
        {
            tape.Reset();
            parameters.ZeroGradients();
            Loss(tape.Constant(features, [batch, widths[0]]), targets, classes).Backward();
            optimizer.Step();
            features.CopyTo(replayFeatures.Values);
            parameters.ZeroGradients();
            replay.Run();
            optimizer.Step();
        }

        Tensor<float> Loss(Tensor<float> x, ReadOnlySpan<float> targets, ReadOnlySpan<int> classes) => widths[^1] == 1
            ? model.Forward(x).BinaryCrossEntropyWithLogits(targets)
            : model.Forward(x).SoftmaxCrossEntropy(classes);
    }
}
