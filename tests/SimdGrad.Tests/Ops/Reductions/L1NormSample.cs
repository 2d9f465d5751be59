using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct L1NormSample : IOperationSample
{
    public static Type Operation => typeof(L1Norm);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 7], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].L1Norm();

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. Slices.Of(inputs[0].Values, new AxisLayout(1, 21, 1)).Select(slice => slice.Sum(Math.Abs))];
}
