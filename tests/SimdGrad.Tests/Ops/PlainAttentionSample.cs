using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Without a batch, and with rows of more than a cache line.</summary>
public readonly struct PlainAttentionSample : IOperationSample
{
    public static Type Operation => typeof(Attention);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([3, 2], seed), SampleData.Moderate([19, 2], seed + 1), SampleData.Moderate([19, 3], seed + 2)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].ScaledDotProductAttention(inputs[1], inputs[2], scale: 0.5);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveAttention.Of(inputs[0], inputs[1], inputs[2], 0.5, _ => 0);
}
