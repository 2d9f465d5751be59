using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct SumSample : IOperationSample
{
    public static Type Operation => typeof(Sum);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 7], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> => inputs[0].Sum();

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => [inputs[0].Values.Sum()];
}
