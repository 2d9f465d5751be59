using System.Numerics;

namespace SimdGrad.Tests.Ops;

public readonly struct CumulativeSumSample : IOperationSample
{
    public static Type Operation => typeof(CumulativeSum);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 5, 3], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].CumulativeSum(1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        double[] y = [.. inputs[0].Values];
        for (int i = 0; i < y.Length; i++)
            if (i / 3 % 5 > 0)
                y[i] += y[i - 3];
        return y;
    }
}
