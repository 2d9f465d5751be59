using System.Numerics;

namespace SimdGrad.Tests.Ops;

/// <summary>With rows that are to be alike and not, and with one within the margin.</summary>
public readonly struct CosineEmbeddingSample : IOperationSample
{
    private const int Rows = 6, Columns = 21;
    private const double Margin = 0.125;

    private static double[] Targets => [1, -1, 1, -1, -1, -1];

    public static Type Operation => typeof(CosineEmbedding);

    public static IReadOnlyList<GradCheckInput> Inputs(int seed) =>
        [SampleData.Moderate([Rows, Columns], seed), SampleData.Moderate([Rows, Columns], seed + 1)];

    public static Tensor<T> Record<T>(Tensor<T>[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        inputs[0].CosineEmbedding(inputs[1], SampleData.Numbers(inputs[0].Tape, Targets), Margin, Reduction.None);

    public static double[] Reference(IReadOnlyList<GradCheckInput> inputs) =>
    [
        .. Targets.Select((target, row) =>
        {
            double dot = 0, a = 0, b = 0;
            for (int i = row * Columns; i < (row + 1) * Columns; i++)
            {
                double u = inputs[0].Values[i], v = inputs[1].Values[i];
                dot += u * v;
                a += u * u;
                b += v * v;
            }
            double cosine = dot / Math.Sqrt((a + 1e-12) * (b + 1e-12));
            return target > 0 ? 1 - cosine : Math.Max(0, cosine - Margin);
        }),
    ];
}
