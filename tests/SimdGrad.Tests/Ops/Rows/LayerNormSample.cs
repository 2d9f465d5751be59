using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct LayerNormSample : IOperationSample
{
    public static Type Operation => typeof(LayerNorm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([3, 5], seed), SampleData.Moderate([5], seed + 1), SampleData.Moderate([5], seed + 2)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].LayerNorm(inputs[1], inputs[2], epsilon: 0.25);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. Slices.Of(inputs[0].Values, new AxisLayout(3, 5, 1))
            .SelectMany(x => NaiveNorm.Layer(x, 0.25).Select((h, j) => h * inputs[1].Values[j] + inputs[2].Values[j]))];
}
