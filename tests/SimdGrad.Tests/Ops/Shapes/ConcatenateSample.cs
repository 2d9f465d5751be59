using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>Three parts along the last axis, one of them twice.</summary>
public readonly struct ConcatenateSample : IOperationSample
{
    public static Type Operation => typeof(Concatenate);

    public static bool AddsTerms => true;

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([2, 3], seed), SampleData.Moderate([2, 5], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor<T>.Concatenate([inputs[0], inputs[1], inputs[0]], ^1);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
        NaiveShapes.Of(
            [2, 11], i => inputs[i[1] is >= 3 and < 8 ? 1 : 0].At(i[0], i[1] < 3 ? i[1] : i[1] < 8 ? i[1] - 3 : i[1] - 8));
}
