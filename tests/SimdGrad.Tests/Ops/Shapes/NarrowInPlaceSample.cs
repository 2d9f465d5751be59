using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Along the first axis, in one piece.</summary>
public readonly struct NarrowInPlaceSample : IOperationSample
{
    public static Type Operation => typeof(Narrow);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([7, 3], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Slice(0, 2..^1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([4, 3], i => inputs[0].At(i[0] + 2, i[1]));
}
