using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct BatchNormSample : IOperationSample
{
    private static readonly AxisLayout s_layout = new(2, 3, 4);

    public static Type Operation => typeof(BatchNorm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3, 2, 2], seed), SampleData.Moderate([3], seed + 1), SampleData.Moderate([3], seed + 2)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].BatchNorm(inputs[1], inputs[2], epsilon: 0.25);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        var (means, variances) = NaiveBatchNorm.Statistics(inputs[0].Values, s_layout);
        return NaiveBatchNorm.Map(
            inputs[0].Values, s_layout,
            (x, c) => (x - means[c]) / Math.Sqrt(variances[c] + 0.25) * inputs[1].Values[c] + inputs[2].Values[c]);
    }
}
