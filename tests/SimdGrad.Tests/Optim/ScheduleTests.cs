using SimdGrad.Optim;
using Xunit;

namespace SimdGrad.Tests.Optim;

/// <summary>Rates against the recurrences by which PyTorch's documentation defines its schedulers.</summary>
public sealed class ScheduleTests
{
    private const double Rate = 0.1;

    [Fact]
    public void Step_schedule()
    {
        double rate = Rate;
        for (int t = 0; t < 40; t++)
        {
            if (t > 0 && t % 3 == 0)
                rate *= 0.7;
            Check(rate, new StepSchedule(3, 0.7), t);
        }
    }

    [Fact]
    public void Multi_step_schedule_counts_a_milestone_as_often_as_it_is_given()
    {
        double rate = Rate;
        for (int t = 0; t < 20; t++)
        {
            rate *= t switch { 4 or 9 => 0.5, 12 => 0.25, _ => 1 };
            Check(rate, new MultiStepSchedule([12, 4, 9, 12], 0.5), t);
        }
    }

    [Fact]
    public void Exponential_schedule()
    {
        double rate = Rate;
        for (int t = 0; t < 200; t++, rate *= 0.97)
            Check(rate, new ExponentialSchedule(0.97), t);
    }

    [Fact]
    public void Linear_schedule()
    {
        const double start = 0.25, end = 0.75;
        const int steps = 7;
        double rate = Rate * start;
        for (int t = 0; t < 20; t++)
        {
            if (t is > 0 and <= steps)
                rate *= 1 + (end - start) / (steps * start + (t - 1) * (end - start));
            Check(rate, new LinearSchedule(steps, start, end), t);
        }
    }

    [Fact]
    public void Constant_schedule()
    {
        double rate = Rate / 3;
        for (int t = 0; t < 10; t++)
        {
            if (t == 5)
                rate *= 3;
            Check(rate, new ConstantSchedule(), t);
        }
    }

    [Fact]
    public void Polynomial_schedule()
    {
        const int steps = 8;
        const double power = 1.7;
        double rate = Rate;
        for (int t = 0; t < 12; t++)
        {
            if (t is > 0 and <= steps)
                rate *= Math.Pow((1 - (double)t / steps) / (1 - (t - 1.0) / steps), power);
            Check(rate, new PolynomialSchedule(steps, power), t);
        }
    }

    [Fact]
    public void Cosine_schedule_goes_down_and_up_again()
    {
        const int steps = 10;
        const double minimum = 0.002;
        double rate = Rate;
        for (int t = 0; t < 45; t++)
        {
            if (t > 0)
                rate = (t - 1 - steps) % (2 * steps) == 0
                    ? rate + (Rate - minimum) * (1 - Math.Cos(Math.PI / steps)) / 2
                    : Wave(t) / Wave(t - 1) * (rate - minimum) + minimum;
            Check(rate, new CosineSchedule(steps, minimum), t);
        }

        static double Wave(int t) => 1 + Math.Cos(Math.PI * t / steps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cosine_schedule_with_restarts(int factor)
    {
        const double minimum = 0.01;
        int period = 5, current = 0;
        for (int t = 0; t < 200; t++, current++)
        {
            if (current == period)
                (current, period) = (0, period * factor);
            double expected = minimum + (Rate - minimum) * (1 + Math.Cos(Math.PI * current / period)) / 2;
            Check(expected, new CosineRestartSchedule(5, factor, minimum), t);
        }
        Assert.InRange(new CosineRestartSchedule(5, factor, minimum).Rate(Rate, long.MaxValue), minimum, Rate);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void One_cycle_schedule(bool linear, bool threePhases)
    {
        const int steps = 50;
        const double part = 0.3, startDivisor = 20, endDivisor = 500;
        double first = Rate / startDivisor, last = first / endDivisor;
        (double End, double From, double To)[] phases = threePhases
            ? [(part * steps - 1, first, Rate), (2 * part * steps - 2, Rate, first), (steps - 1, first, last)]
            : [(part * steps - 1, first, Rate), (steps - 1, Rate, last)];
        var schedule = new OneCycleSchedule(steps, part, linear, startDivisor, endDivisor, threePhases);
        for (int t = 0; t < steps; t++)
        {
            double start = 0;
            foreach (var (end, from, to) in phases)
            {
                if (t <= end)
                {
                    double way = (t - start) / (end - start);
                    double wave = to + (from - to) / 2 * (1 + Math.Cos(Math.PI * way));
                    Check(linear ? (to - from) * way + from : wave, schedule, t);
                    break;
                }
                start = end;
            }
        }
        Check(last, schedule, steps);
        Check(last, schedule, 10 * steps);
    }

    [Fact]
    public void Schedules_at_the_same_time_and_one_after_the_other()
    {
        var chained = new ChainedSchedule(new LinearSchedule(4, 0.1), new ExponentialSchedule(0.9));
        var sequence = new SequentialSchedule(
            [new LinearSchedule(4, 0.1), new ExponentialSchedule(0.9), new LambdaSchedule(t => 1.0 / (1 + t))], [4, 10]);
        for (int t = 0; t < 20; t++)
        {
            double warm = Math.Min(1, 0.1 + 0.9 * t / 4);
            Check(Rate * warm * Math.Pow(0.9, t), chained, t);
            Check(Rate * (t < 4 ? warm : t < 10 ? Math.Pow(0.9, t - 4) : 1.0 / (t - 9)), sequence, t);
        }
    }

    [Fact]
    public void Bad_numbers_are_errors_that_name_them()
    {
        Fails("every", () => new StepSchedule(0));
        Fails("gamma", () => new StepSchedule(1, -1));
        Fails("gamma", () => new ExponentialSchedule(double.NaN));
        Fails("steps", () => new LinearSchedule(0));
        Fails("startFactor", () => new LinearSchedule(1, double.PositiveInfinity));
        Fails("power", () => new PolynomialSchedule(5, -1));
        Fails("minimum", () => new CosineSchedule(5, -1));
        Fails("periodFactor", () => new CosineRestartSchedule(5, 0));
        Fails("steps", () => new OneCycleSchedule(1));
        Fails("risingPart", () => new OneCycleSchedule(10, 0.5, threePhases: true));
        Fails("startDivisor", () => new OneCycleSchedule(10, startDivisor: 0));
        Fails("step", () => new StepSchedule(1).Rate(0.1, -1));
        Fails("initialRate", () => new StepSchedule(1).Rate(double.NaN, 0));
        Fails("factor", () => new PlateauSchedule(0.1, factor: 1));
        Fails("patience", () => new PlateauSchedule(0.1, patience: -1));
        Assert.Throws<ArgumentException>(() => new SequentialSchedule([new StepSchedule(1)], [3]));
        Assert.Throws<ArgumentException>(() => new SequentialSchedule([new StepSchedule(1), new StepSchedule(1)], [0]));

        static void Fails(string name, Func<object> make) =>
            Assert.Equal(name, Assert.ThrowsAny<ArgumentOutOfRangeException>(() => { make(); }).ParamName);
    }

    private static void Check(double expected, Schedule schedule, long step)
    {
        double actual = schedule.Rate(Rate, step);
        Assert.True(Math.Abs(actual - expected) <= 1e-12 * Rate, $"step {step}: {actual:R} is not {expected:R}.");
    }
}
