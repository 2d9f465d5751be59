using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Along an axis in the middle, with places that occur twice and not at all.</summary>
public readonly struct IndexSelectSample : IOperationSample
{
    public static Type Operation => typeof(IndexSelect);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 4, 3], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].IndexSelect(1, SampleData.Indices(inputs[0].Tape, 3, 0, 3, 3, 1));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([2, 5, 3], i => inputs[0].At(i[0], ((int[])[3, 0, 3, 3, 1])[i[1]], i[2]));
}
