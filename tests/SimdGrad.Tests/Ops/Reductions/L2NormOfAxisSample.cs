using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct L2NormOfAxisSample : IOperationSample
{
    public static Type Operation => typeof(L2Norm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 5, 3], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].L2Norm(1, keepDims: true);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. Slices.Of(inputs[0].Values, new AxisLayout(2, 5, 3)).Select(slice => Math.Sqrt(slice.Sum(x => x * x)))];
}
