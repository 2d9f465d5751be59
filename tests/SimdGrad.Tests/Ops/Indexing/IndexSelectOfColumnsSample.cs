using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Single elements.</summary>
public readonly struct IndexSelectOfColumnsSample : IOperationSample
{
    public static Type Operation => typeof(IndexSelect);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 4], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].IndexSelect(^1, SampleData.Indices(inputs[0].Tape, 2, 2, 0));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([3, 3], i => inputs[0].At(i[0], ((int[])[2, 2, 0])[i[1]]));
}
