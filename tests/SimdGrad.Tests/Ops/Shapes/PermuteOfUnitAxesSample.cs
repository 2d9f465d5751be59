using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Only axes of size 1 move: in place.</summary>
public readonly struct PermuteOfUnitAxesSample : IOperationSample
{
    public static Type Operation => typeof(Permute);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([1, 3, 1, 4], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Permute(1, 0, 3, 2);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        inputs[0].Values;
}
