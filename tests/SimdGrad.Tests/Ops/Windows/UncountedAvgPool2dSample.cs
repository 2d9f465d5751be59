using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct UncountedAvgPool2dSample : IOperationSample
{
    private static readonly WindowLayout s_layout = new((3, 4), 2, (2, 1), (1, 0), 1);

    public static Type Operation => typeof(AvgPool2d);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 3, 3, 4], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].AvgPool2d(2, stride: (2, 1), padding: (1, 0), countPadding: false);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        [.. NaiveWindows.Planes(inputs[0].Values, s_layout.Input.Area).SelectMany(
            x => NaiveWindows.Of(s_layout).Select(w => w.Sum(i => i < 0 ? 0 : x[i]) * NaiveWindows.Share(w, false)))];
}
