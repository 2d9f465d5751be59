using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Along a new last axis.</summary>
public readonly struct StackSample : IOperationSample
{
    public static Type Operation => typeof(Concatenate);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3], seed), SampleData.Moderate([2, 3], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor<T>.Stack([inputs[0], inputs[1]], ^1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of([2, 3, 2], i => inputs[i[2]].At(i[0], i[1]));
}
