using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct SoftmaxCrossEntropySample : IOperationSample
{
    private const int Columns = 5;

    private static ReadOnlySpan<int> Classes => [4, 0, 2];

    public static Type Operation => typeof(SoftmaxCrossEntropy);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, Columns], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].SoftmaxCrossEntropy(SampleData.Indices(inputs[0].Tape, Classes));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        double sum = 0;
        for (int row = 0; row < Classes.Length; row++)
        {
            var x = inputs[0].Values.AsSpan(row * Columns, Columns).ToArray();
            sum += Math.Log(x.Sum(Math.Exp)) - x[Classes[row]];
        }
        return [sum / Classes.Length];
    }
}
