using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct RmsNormSample : IOperationSample
{
    public static Type Operation => typeof(RmsNorm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([3, 5], seed), SampleData.Moderate([5], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].RmsNorm(inputs[1], epsilon: 0.25);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. Slices.Of(inputs[0].Values, new AxisLayout(3, 5, 1))
            .SelectMany(x => NaiveNorm.Rms(x, 0.25).Select((h, j) => h * inputs[1].Values[j]))];
}
