using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>More queries than keys, so that some see all, and a scale of its own.</summary>
public readonly struct CausalAttentionSample : IOperationSample
{
    public static Type Operation => typeof(Attention);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
    [
        SampleData.Moderate([2, 6, 3], seed), SampleData.Moderate([2, 4, 3], seed + 1),
        SampleData.Moderate([2, 4, 2], seed + 2),
    ];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].ScaledDotProductAttention(inputs[1], inputs[2], isCausal: true, scale: 0.25);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveAttention.Of(inputs[0], inputs[1], inputs[2], 0.25, NaiveAttention.Causal);
}
