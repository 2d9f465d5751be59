using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct LinearSoftmaxCrossEntropySample : IOperationSample
{
    private const int Columns = 5;

    private static ReadOnlySpan<int> Classes => [4, 0, 2];

    public static Type Operation => typeof(LinearSoftmaxCrossEntropy);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
    [
        SampleData.Moderate([3, 2], seed), SampleData.Moderate([2, Columns], seed + 1), SampleData.Moderate([Columns], seed + 2),
    ];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].LinearSoftmaxCrossEntropy(inputs[1], inputs[2], SampleData.Indices(inputs[0].Tape, Classes));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        double[] logits = SampleData.MatMul(inputs[0], inputs[1]);
        double sum = 0;
        for (int row = 0; row < Classes.Length; row++)
        {
            var x = logits.Skip(row * Columns).Take(Columns).Zip(inputs[2].Values, (a, b) => a + b).ToArray();
            sum += Math.Log(x.Sum(Math.Exp)) - x[Classes[row]];
        }
        return [sum / Classes.Length];
    }
}
