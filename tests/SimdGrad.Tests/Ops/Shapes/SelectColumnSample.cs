using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>One column: elements far apart.</summary>
public readonly struct SelectColumnSample : IOperationSample
{
    public static Type Operation => typeof(Narrow);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([9, 4], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Select(1, 2);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([9], i => inputs[0].At(i[0], 2));
}
