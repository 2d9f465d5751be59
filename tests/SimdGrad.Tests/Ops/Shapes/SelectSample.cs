using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>One slice of an axis in the middle.</summary>
public readonly struct SelectSample : IOperationSample
{
    public static Type Operation => typeof(Narrow);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 4, 5], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Select(1, ^1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([3, 5], i => inputs[0].At(i[0], 3, i[1]));
}
