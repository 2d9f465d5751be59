using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct PointwiseConv2dSample : IOperationSample
{
    public static Type Operation => typeof(FusedConv2d<>);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3, 2, 3], seed), SampleData.Moderate([2, 3, 1, 1], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Conv2d(inputs[1]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => NaiveConvolution.Forward(
        inputs[0].Values, inputs[1].Values, [], new ConvolutionLayout(2, 3, 2, 1, new((2, 3), 1, 1, 0, 1)));
}
