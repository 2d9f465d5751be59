using Xunit;

namespace SimdGrad.Tests.Ops;

public class ReductionTests
{
    // The gradient of an extreme is shared among those that tie for it: at such a kink it lies between the one-sided slopes.
    [Fact]
    public void Ties_share_the_gradient_evenly()
    {
        GradCheckInput tied = new([2, 4], [3, 1, 3, 3, -1, -1, -2, -1]);
        GradCheck.Check(x => x[0].Max(^1), [tied]);
        GradCheck.Check(x => x[0].Min(^1), [tied]);
        GradCheck.Check(x => x[0].Max(0), [new([2, 3], [1, 2, 3, 1, 5, 3])]);
        GradCheck.Check(x => x[0].Max(), [tied]);
        Assert.Equal([1.0 / 3, 0, 1.0 / 3, 1.0 / 3, 0, 0, 0, 0], Gradient(x => x.Max(), tied));
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0], Gradient(x => x.Min(), tied));
        Assert.Equal([1.0 / 3, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 1.0 / 3, 0, 1.0 / 3], Gradient(x => x.Max(1).Sum(), tied));
    }

    [Fact]
    public void Norms_have_gradient_zero_at_zero()
    {
        GradCheckInput zeros = new([3], [0, 0, 0]);
        GradCheck.Check(x => x[0].L1Norm(), [new([3], [0, 1, -2])]);
        GradCheck.Check(x => x[0].L2Norm(), [zeros]);
        Assert.Equal([0, 0, 0], Gradient(x => x.L2Norm(), zeros));
        Assert.Equal([0, 1, -1], Gradient(x => x.L1Norm(), new([3], [0, 1, -2])));
        Assert.Equal([0.6, -0.8], Gradient(x => x.L2Norm(), new([2], [3e200, -4e200])), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void Infinities_and_NaN()
    {
        const double No = double.NegativeInfinity;
        Assert.Equal([0, 0], Gradient(x => x.LogSumExp(), new([2], [No, No])));
        Assert.Equal([0.5, 0, 0.5], Gradient(x => x.LogSumExp(), new([3], [1, No, 1])), (a, b) => Math.Abs(a - b) < 1e-15);
        Assert.Equal([double.NaN, double.NaN], Gradient(x => x.Max(), new([2], [1, double.NaN])));
        Assert.Equal([double.NaN, double.NaN], Gradient(x => x.Min(), new([2], [double.NaN, 1])));
        Assert.Equal([1, double.NaN], Gradient(x => x.L1Norm(), new([2], [1, double.NaN])));
    }

    [Fact]
    public void Shapes_lose_the_axis_or_keep_it()
    {
        using var tape = new Tape<float>();
        var x = tape.Variable([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 4]);
        Assert.Equal([], x.Sum().Shape);
        Assert.Equal([3, 4], x.Sum(0).Shape);
        Assert.Equal([2, 4], x.Mean(1).Shape);
        Assert.Equal([2, 3], x.Max(^1).Shape);
        Assert.Equal([2, 3, 1], x.Min(^1, keepDims: true).Shape);
        Assert.Equal([2, 1, 4], x.Variance(1, keepDims: true).Shape);
        Assert.Equal([2, 3, 4], x.CumulativeSum(1).Shape);
        Assert.Equal([12, 15, 18, 21, 48, 51, 54, 57], x.Sum(1).Values.ToArray());
        Assert.Equal([6, 22, 38, 54, 70, 86], x.Sum(^1).Values.ToArray());
        Assert.Equal([12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34], x.Sum(0).Values.ToArray());
        Assert.Equal(23, x.ArgMax());
        Assert.Equal(0, x.ArgMin());
        Assert.Equal([3, 3, 3, 3, 3, 3], x.ArgMax(2));
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0], x.ArgMin(1));
    }

    [Fact]
    public void Empty_axes_and_axes_that_are_not_there()
    {
        using var tape = new Tape<double>();
        var x = tape.Variable([], [2, 0]);
        Assert.Equal([0, 0], x.Sum(1).Values.ToArray());
        Assert.Equal([double.NaN, double.NaN], x.Mean(1).Values.ToArray());
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], x.LogSumExp(1).Values.ToArray());
        Assert.Empty(x.Max(0).Values.ToArray());
        int count = tape.Count;
        Assert.Throws<ArgumentException>(() => x.Max(1));
        Assert.Throws<ArgumentException>(() => x.Min());
        Assert.Throws<ArgumentException>(() => x.ArgMax(1));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => x.Sum(2));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => x.Sum(^3));
        Assert.Throws<ArgumentOutOfRangeException>("correction", () => x.Variance(1, -1));
        Assert.Throws<ArgumentException>(() => x.ArgMax(0, new int[1]));
        Assert.Equal(count, tape.Count);
    }

    private static double[] Gradient(Func<Tensor<double>, Tensor<double>> function, GradCheckInput input)
    {
        using var tape = new Tape<double>();
        var x = tape.Variable(input.Values, input.Shape);
        function(x).Backward();
        return x.Gradient.ToArray();
    }
}
