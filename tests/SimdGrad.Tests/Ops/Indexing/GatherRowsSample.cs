using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Rows of a table for a matrix of indices.</summary>
public readonly struct GatherRowsSample : IOperationSample
{
    public static Type Operation => typeof(IndexSelect);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([5, 17], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].GatherRows(SampleData.Indices(inputs[0].Tape, 4, 0, 4, 1, 2, 4), [2, 3]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([2, 3, 17], i => inputs[0].At(((int[])[4, 0, 4, 1, 2, 4])[3 * i[0] + i[1]], i[2]));
}
