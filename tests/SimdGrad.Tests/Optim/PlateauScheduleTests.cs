using SimdGrad.Optim;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Optim;

public sealed class PlateauScheduleTests
{
    [Theory]
    [InlineData(true, 0, false)]
    [InlineData(true, 3, false)]
    [InlineData(false, 0, true)]
    [InlineData(false, 2, true)]
    public void Rates_are_those_of_pytorch(bool relative, int cooldown, bool maximize)
    {
        const double factor = 0.5, threshold = 0.02, minimum = 0.01;
        const int patience = 2;
        var schedule = new PlateauSchedule(0.1, factor, patience, threshold, relative, cooldown, minimum, 1e-8, maximize);
        var random = new CounterRandom(5);
        // The text of torch.optim.lr_scheduler.ReduceLROnPlateau, for one learning rate.
        double rate = 0.1, best = maximize ? double.NegativeInfinity : double.PositiveInfinity;
        int bad = 0, cooldownCounter = 0, reductions = 0;
        for (int epoch = 0; epoch < 60; epoch++)
        {
            double trend = 1 / (1 + 0.2 * epoch) + 0.2 * random.Uniform((ulong)epoch), measure = maximize ? -trend + 3 : trend;
            bool better = (maximize, relative) switch
            {
                (false, true) => measure < best * (1 - threshold),
                (false, false) => measure < best - threshold,
                (true, true) => measure > best * (threshold + 1),
                (true, false) => measure > best + threshold,
            };
            (best, bad) = better ? (measure, 0) : (best, bad + 1);
            if (cooldownCounter > 0)
            {
                cooldownCounter--;
                bad = 0;
            }
            if (bad > patience)
            {
                double next = Math.Max(rate * factor, minimum);
                if (rate - next > 1e-8)
                    (rate, reductions) = (next, reductions + 1);
                (cooldownCounter, bad) = (cooldown, 0);
            }
            Assert.Equal(rate, schedule.Next(measure));
        }
        Assert.True(reductions > 1);
    }

    [Fact]
    public void A_run_continues_from_the_state()
    {
        var whole = new PlateauSchedule(0.1, patience: 1);
        var first = new PlateauSchedule(0.1, patience: 1);
        double[] measures = [3, 2, 2, 2, 2, 1, double.NaN, 2, 2];
        foreach (double measure in measures.Take(3))
            (_, _) = (whole.Next(measure), first.Next(measure));
        var second = new PlateauSchedule(7, patience: 1) { State = first.State };
        foreach (double measure in measures.Skip(3))
            Assert.Equal(whole.Next(measure), second.Next(measure));
        Assert.Equal(whole.State, second.State);
        Assert.Equal(0.001, whole.State.Rate, 1e-12);
    }
}
