using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Both operands transposed.</summary>
public readonly struct MatMulOfTransposesSample : IOperationSample
{
    public static Type Operation => typeof(BatchedMatMul);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 4, 3], seed), SampleData.Moderate([2, 5, 4], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MatMul(inputs[1], transposeA: true, transposeB: true);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.MatMul(inputs[0], inputs[1], transposeA: true, transposeB: true);
}
