using Xunit;

namespace SimdGrad.Tests.Ops;

/// <summary>Reductions along several axes: those of one axis into which they are permuted.</summary>
public class ReductionOfAxesTests
{
    private static readonly Shape s_shape = [2, 3, 4, 2];

    private static readonly Index[][] s_axes = [[0], [1, 2], [^1, 0], [0, 1, 2, 3], [3, 1], [1, 0, 3]];

    public static TheoryData<string> Names =>
        ["Sum", "Mean", "Variance", "Max", "Min", "L1Norm", "L2Norm", "LogSumExp"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients(string name)
    {
        var input = SampleData.Moderate(s_shape, 1);
        foreach (var axes in s_axes)
        {
            int[] reduced = [.. axes.Select(axis => axis.GetOffset(4))], kept = [.. Enumerable.Range(0, 4).Except(reduced)];
            Shape rest = new([.. kept.Select(axis => s_shape[axis])]);
            Shape wide = new([.. Enumerable.Range(0, 4).Select(axis => reduced.Contains(axis) ? 1 : s_shape[axis])]);
            using var tape = new Tape<double>();
            var x = tape.Constant(input.Values, s_shape);
            var y = Of(name, x, axes, keepDims: false);
            Assert.Equal(rest, y.Shape);
            Assert.Equal(wide, Of(name, x, axes, keepDims: true).Shape);
            var slices = new List<double>[rest.FlattenedLength];
            for (int i = 0; i < input.Values.Length; i++)
            {
                int[] index = NaiveShapes.IndexOf(s_shape, i);
                int slice = NaiveShapes.At(
                    rest, [.. Enumerable.Range(0, rest.FlattenedLength)], [.. kept.Select(axis => index[axis])]);
                (slices[slice] ??= []).Add(input.Values[i]);
            }
            for (int i = 0; i < slices.Length; i++)
            {
                double[] slice = [.. slices[i]];
                double expected = Of(name, tape.Constant(slice, [slice.Length]), [0], keepDims: false).Item();
                Assert.Equal(expected, y.Values[i], 1e-12);
            }
            GradCheck.Check(t => Of(name, t[0], axes, keepDims: false), [input]);
        }
    }

    [Fact]
    public void Axes_that_do_not_fit()
    {
        using var tape = new Tape<float>();
        var x = tape.Constant([], [2, 0, 3]);
        Assert.Throws<ArgumentException>("axes", () => x.Sum([]));
        Assert.Throws<ArgumentException>("axes", () => x.Sum([0, ^3]));
        Assert.Throws<ArgumentOutOfRangeException>("axis", () => x.Sum([0, 3]));
        Assert.Throws<ArgumentException>(() => x.Max([0, 1]));
        Assert.Equal(1, tape.Count);
        Assert.Equal([0, 0, 0], x.Sum([0, 1]).Values);
        Assert.Equal([2, 1, 1], x.Mean([1, 2], keepDims: true).Shape);
        Assert.Equal([0], x.Sum([0, 2]).Shape);
    }

    private static Tensor<double> Of(string name, Tensor<double> x, Index[] axes, bool keepDims) => name switch
    {
        "Sum" => x.Sum(axes, keepDims),
        "Mean" => x.Mean(axes, keepDims),
        "Variance" => x.Variance(axes, keepDims: keepDims),
        "Max" => x.Max(axes, keepDims),
        "Min" => x.Min(axes, keepDims),
        "L1Norm" => x.L1Norm(axes, keepDims),
        "L2Norm" => x.L2Norm(axes, keepDims),
        "LogSumExp" => x.LogSumExp(axes, keepDims),
        _ => throw new ArgumentException(name),
    };
}
