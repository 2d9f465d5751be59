using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct GroupedConv2dSample : IOperationSample
{
    public static Type Operation => typeof(FusedConv2d<>);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([1, 4, 4, 5], seed), SampleData.Moderate([4, 2, 2, 2], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Conv2d(inputs[1], stride: (2, 1), padding: 1, dilation: (1, 2));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => NaiveConvolution.Forward(
        inputs[0].Values, inputs[1].Values, [], new ConvolutionLayout(1, 4, 4, 2, new((4, 5), 2, (2, 1), 1, (1, 2))));
}
