using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Four axes, of which none stays.</summary>
public readonly struct PermuteSample : IOperationSample
{
    public static Type Operation => typeof(Permute);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 3, 4, 5], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Permute(2, 0, 3, 1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([4, 2, 5, 3], i => inputs[0].At(i[1], i[3], i[0], i[2]));
}
