using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>One matrix on the left.</summary>
public readonly struct MatMulOfOneMatrixSample : IOperationSample
{
    public static Type Operation => typeof(BatchedMatMul);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([1, 3, 4], seed), SampleData.Moderate([3, 4, 2], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MatMul(inputs[1]);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.MatMul(inputs[0], inputs[1]);
}
