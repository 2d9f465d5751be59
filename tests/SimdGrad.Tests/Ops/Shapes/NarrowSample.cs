using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Along the last axis, in pieces.</summary>
public readonly struct NarrowSample : IOperationSample
{
    public static Type Operation => typeof(Narrow);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 4, 7], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Narrow(^1, 2, 4);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([3, 4, 4], i => inputs[0].At(i[0], i[1], i[2] + 2));
}
