using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Without bias and activation.</summary>
public readonly struct PlainLinearSample : IOperationSample
{
    public static Type Operation => typeof(FusedLinear<>);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3], seed), SampleData.Moderate([3, 17], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Linear(inputs[1]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) => SampleData.MatMul(inputs[0], inputs[1]);
}
