using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct NegativeLogLikelihoodSample : IOperationSample
{
    private const int Columns = 5;

    private static ReadOnlySpan<int> Classes => [4, 0, 1, 2];

    private static double[] Weights => [0.5, 1, 2, 0, 1.5];

    public static Type Operation => typeof(NegativeLogLikelihood);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([4, Columns], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].NegativeLogLikelihood(
            SampleData.Indices(inputs[0].Tape, Classes), SampleData.Numbers(inputs[0].Tape, Weights), ignoreIndex: 1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < Classes.Length; row++)
        {
            if (Classes[row] == 1)
                continue;
            sum -= Weights[Classes[row]] * inputs[0].Values[row * Columns + Classes[row]];
            weight += Weights[Classes[row]];
        }
        return [sum / weight];
    }
}
