using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Batches that broadcast to each other.</summary>
public readonly struct MatMulOfCrossedBatchesSample : IOperationSample
{
    public static Type Operation => typeof(BatchedMatMul);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 1, 3, 4], seed), SampleData.Moderate([3, 4, 2], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MatMul(inputs[1]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.MatMul(inputs[0], inputs[1]);
}
