using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct DropoutSample : IOperationSample
{
    private const double P = 0.375;

    public static Type Operation => typeof(Dropout);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([3, 7], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].Dropout(P, 3, 4);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs)
    {
        var mask = new double[21];
        DropoutMask.Fill(3, 4, P, mask);
        return [.. inputs[0].Values.Select((x, i) => x * mask[i])];
    }
}
