using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>A matrix beyond a cache line a side.</summary>
public readonly struct TransposeSample : IOperationSample
{
    public static Type Operation => typeof(Permute);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([19, 18], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Transpose();

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([18, 19], i => inputs[0].At(i[1], i[0]));
}
