using System.Diagnostics;

namespace SimdGrad.Bench.Torch;

/// <summary>Measures training steps beside TorchSharp's: medians of interleaved samples, so that drift hits both alike.</summary>
internal static class StepsReport
{
    private const int Samples = 21;
    private const double SampleSeconds = 10e-3;
    private const double WarmSeconds = 0.5;
    private const int CheckedSteps = 3;
    private const double Tolerance = 1e-4;

    // So small that no weight moves: measured for thousands of steps on one batch, a network would learn it by heart, and
    // gradients and their means would sink into subnormal numbers, which is not what a training step usually meets.
    private const double MeasuredRate = 1e-12;

    /// <summary>Measures one network.</summary>
    /// <exception cref="InvalidOperationException">The two do not compute the same.</exception>
    public static StepRow Measure(StepNetwork network)
    {
        Check(network);
        using var ours = new OurTraining(network, MeasuredRate);
        using var torch = new TorchTraining(network, ours.Layers, MeasuredRate);
        Warm(ours.Step);
        Warm(ours.ReplayedStep);
        Warm(torch.Step);
        int ourCalls = Timing.CallsFor(ours.Step, SampleSeconds), torchCalls = Timing.CallsFor(torch.Step, SampleSeconds);
        int replayCalls = Timing.CallsFor(ours.ReplayedStep, SampleSeconds);
        List<double> ourSeconds = [], replaySeconds = [], torchSeconds = [];
        for (int sample = 0; sample < Samples; sample++)
        {
            ourSeconds.Add(Sample(ours.Step, ourCalls));
            replaySeconds.Add(Sample(ours.ReplayedStep, replayCalls));
            torchSeconds.Add(Sample(torch.Step, torchCalls));
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        ours.Step();
        ours.ReplayedStep();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        double micros = Timing.Median(ourSeconds) * 1e6, torchMicros = Timing.Median(torchSeconds) * 1e6;
        double replayMicros = Timing.Median(replaySeconds) * 1e6;
        return new StepRow(
            network.Name, network.Batch, network.Optimizer, micros, torchMicros, torchMicros / micros, allocated, replayMicros,
            torchMicros / replayMicros);
    }

    // Long enough for the runtime to compile at its best what is not a kernel, on either side.
    private static void Warm(Action step)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < WarmSeconds;)
            step();
    }

    // The call before is not timed: it fills the caches, and the threads of the other come to rest meanwhile.
    private static double Sample(Action step, int calls)
    {
        step();
        return Timing.Seconds(step, calls);
    }

    // Equal losses after some steps at a usual rate mean that both do the same work.
    private static void Check(StepNetwork network)
    {
        double rate = network.Adam ? 1e-3 : 1e-1;
        using var ours = new OurTraining(network, rate);
        using var replayed = new OurTraining(network, rate);
        using var torch = new TorchTraining(network, ours.Layers, rate);
        double first = ours.Loss();
        for (int step = 0; step < CheckedSteps; step++)
        {
            ours.Step();
            replayed.ReplayedStep();
            torch.Step();
        }
        double loss = ours.Loss(), torchLoss = torch.Loss();
        if (replayed.Loss() != loss)
            throw new InvalidOperationException($"{network.Name}: loss of {loss}, but {replayed.Loss()} by a replay.");
        if (!(Math.Abs(loss - torchLoss) <= Tolerance * Math.Abs(torchLoss)) || loss == first)
            throw new InvalidOperationException(
                $"{network.Name}: loss of {first} at first, {loss} after {CheckedSteps} steps, {torchLoss} in TorchSharp.");
    }
}
