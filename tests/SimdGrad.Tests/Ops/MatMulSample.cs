using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct MatMulSample : IOperationSample
{
    public static Type Operation => typeof(MatMul);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([3, 5], seed), SampleData.Moderate([5, 4], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MatMul(inputs[1]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => SampleData.MatMul(inputs[0], inputs[1]);
}
