using System.Diagnostics;

namespace SimdGrad.Bench.Torch;

/// <summary>Measures training steps beside TorchSharp's.</summary>
internal static class StepsReport
{
    private const double WarmSeconds = 0.5;
    private const int CheckedSteps = 3;
    private const double Tolerance = 1e-4;

    // So small that no weight moves: measured for thousands of steps on one batch, a network would learn it by heart, and
    // gradients and their means would sink into subnormal numbers, which is not what a training step usually meets.
    private const double MeasuredRate = 1e-12;

    /// <summary>Measures one network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="threads">The threads that each library uses at most.</param>
    /// <exception cref="InvalidOperationException">The two do not compute the same.</exception>
    public static StepRow Measure(StepNetwork network, int threads)
    {
        Check(network);
        using var ours = new OurTraining(network, MeasuredRate);
        using var torch = new TorchTraining(network, ours.Layers, MeasuredRate);
        Warm(ours.Step);
        Warm(ours.ReplayedStep);
        Warm(torch.Step);
        double[] seconds = Contest.MedianSeconds([ours.Step, ours.ReplayedStep, torch.Step], threads);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ours.Step();
        ours.ReplayedStep();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        double micros = seconds[0] * 1e6, replayMicros = seconds[1] * 1e6, torchMicros = seconds[2] * 1e6;
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
