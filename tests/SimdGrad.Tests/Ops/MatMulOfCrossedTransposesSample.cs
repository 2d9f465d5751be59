using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Batches that broadcast, both operands transposed.</summary>
public readonly struct MatMulOfCrossedTransposesSample : IOperationSample
{
    public static Type Operation => typeof(BatchedMatMul);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([1, 2, 4, 3], seed), SampleData.Moderate([2, 1, 2, 4], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MatMul(inputs[1], transposeA: true, transposeB: true);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.MatMul(inputs[0], inputs[1], transposeA: true, transposeB: true);
}
