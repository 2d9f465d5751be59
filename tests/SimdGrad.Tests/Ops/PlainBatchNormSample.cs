using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct PlainBatchNormSample : IOperationSample
{
    private static readonly AxisLayout s_layout = new(5, 19, 1);

    public static Type Operation => typeof(BatchNorm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([5, 19], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].BatchNorm(epsilon: 0.25);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        var (means, variances) = NaiveBatchNorm.Statistics(inputs[0].Values, s_layout);
        return NaiveBatchNorm.Map(inputs[0].Values, s_layout, (x, c) => (x - means[c]) / Math.Sqrt(variances[c] + 0.25));
    }
}
