using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct PermuteOfEightAxesSample : IOperationSample
{
    public static Type Operation => typeof(Permute);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 1, 3, 2, 1, 2, 1, 2], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Permute(7, 2, 1, 5, 0, 4, 6, 3);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([2, 3, 1, 2, 2, 1, 1, 2], i => inputs[0].At(i[4], i[2], i[1], i[7], i[5], i[3], i[6], i[0]));
}
