using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>One matrix, transposed, for a batch of rows.</summary>
public readonly struct MatMulWithOneTransposeSample : IOperationSample
{
    public static Type Operation => typeof(BatchedMatMul);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3, 4], seed), SampleData.Moderate([5, 4], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MatMul(inputs[1], transposeB: true);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.MatMul(inputs[0], inputs[1], transposeB: true);
}
