using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct FusedLinearSample : IOperationSample
{
    public static Type Operation => typeof(FusedLinear<>);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
    [
        SampleData.Moderate([3, 5], seed), SampleData.Moderate([5, 4], seed + 1), SampleData.Moderate([4], seed + 2),
    ];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Linear(inputs[1], inputs[2], default(Tanh));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. SampleData.MatMul(inputs[0], inputs[1]).Select((y, i) => Math.Tanh(y + inputs[2].Values[i % 4]))];
}
