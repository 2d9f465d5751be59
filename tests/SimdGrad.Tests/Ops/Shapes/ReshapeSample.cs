using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct ReshapeSample : IOperationSample
{
    public static Type Operation => typeof(Reshape);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 3, 4], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Reshape(4, -1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        inputs[0].Values;
}
