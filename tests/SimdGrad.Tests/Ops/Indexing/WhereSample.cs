using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>All three of shapes of their own.</summary>
public readonly struct WhereSample : IOperationSample
{
    public static Type Operation => typeof(Where);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [new([3, 1], [-1, 0, 0.5]), SampleData.Moderate([2, 1, 5], seed), SampleData.Moderate([5], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Where(inputs[1], inputs[2]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([2, 3, 5], i => inputs[inputs[0].At(i) != 0 ? 1 : 2].At(i));
}
