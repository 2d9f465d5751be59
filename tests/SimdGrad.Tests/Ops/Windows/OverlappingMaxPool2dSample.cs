using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops;

public readonly struct OverlappingMaxPool2dSample : IOperationSample
{
    private static readonly WindowLayout s_layout = new((4, 5), (3, 2), (1, 2), 1, (1, 2));

    public static Type Operation => typeof(MaxPool2d);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) => [SampleData.Moderate([2, 3, 4, 5], seed)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].MaxPool2d((3, 2), stride: (1, 2), padding: 1, dilation: (1, 2));

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
    [
        .. NaiveWindows.Planes(inputs[0].Values, s_layout.Input.Area)
            .SelectMany(x => NaiveWindows.ArgMax(x, s_layout).Select(i => x[i])),
    ];
}
