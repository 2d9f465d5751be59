using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct VarianceSample : IOperationSample
{
    public static Type Operation => typeof(Variance);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 7], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Variance();

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. Slices.Of(inputs[0].Values, new AxisLayout(1, 21, 1))
            .Select(slice => slice.Sum(x => Math.Pow(x - slice.Average(), 2)) / (slice.Length - 1))];
}
