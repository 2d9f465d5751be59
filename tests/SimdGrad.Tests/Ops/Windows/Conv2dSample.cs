using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct Conv2dSample : IOperationSample
{
    public static Type Operation => typeof(FusedConv2d<>);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
    [
        SampleData.Moderate([2, 2, 3, 4], seed), SampleData.Moderate([3, 2, 3, 3], seed + 1), SampleData.Moderate([3], seed + 2),
    ];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Conv2d(inputs[1], inputs[2], padding: (1, 0));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => NaiveConvolution.Forward(
        inputs[0].Values, inputs[1].Values, inputs[2].Values, new ConvolutionLayout(2, 2, 3, 1, new((3, 4), 3, 1, (1, 0), 1)));
}
