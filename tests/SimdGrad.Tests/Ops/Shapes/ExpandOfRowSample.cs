using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>A row repeated: its gradient is a sum of columns.</summary>
public readonly struct ExpandOfRowSample : IOperationSample
{
    public static Type Operation => typeof(Expand);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([19], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Expand([5, 19]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([5, 19], i => inputs[0].At(i));
}
