using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Queries and keys of different numbers, in two batch axes.</summary>
public readonly struct AttentionSample : IOperationSample
{
    public static Type Operation => typeof(Attention);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
    [
        SampleData.Moderate([2, 2, 3, 4], seed), SampleData.Moderate([2, 2, 5, 4], seed + 1),
        SampleData.Moderate([2, 2, 5, 3], seed + 2),
    ];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].ScaledDotProductAttention(inputs[1], inputs[2]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveAttention.Of(inputs[0], inputs[1], inputs[2], 0.5, _ => 0);
}
