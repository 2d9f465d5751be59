using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Repeated along a new axis, one in the middle and the last.</summary>
public readonly struct ExpandSample : IOperationSample
{
    public static Type Operation => typeof(Expand);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 1, 2, 1], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Expand([2, 3, 4, 2, 5]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([2, 3, 4, 2, 5], i => inputs[0].At(i));
}
