using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct GivenBatchNormSample : IOperationSample
{
    public static Type Operation => typeof(BatchNorm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3, 5], seed), SampleData.Moderate([3], seed + 1), SampleData.Moderate([3], seed + 2)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].BatchNorm(
            SampleData.Numbers(inputs[0].Tape, 1, 0, -1), SampleData.Numbers(inputs[0].Tape, 1, 4, 0.25), inputs[1], inputs[2],
            epsilon: 0);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => NaiveBatchNorm.Map(
        inputs[0].Values, new AxisLayout(2, 3, 5),
        (x, c) => (x - (1 - c)) / (c == 0 ? 1 : c == 1 ? 2 : 0.5) * inputs[1].Values[c] + inputs[2].Values[c]);
}
