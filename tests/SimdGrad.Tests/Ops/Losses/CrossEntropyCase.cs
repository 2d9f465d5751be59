using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Ops.Losses;

/// <summary>Options of softmax cross-entropy, with what the formulas say of them in plain double arithmetic.</summary>
public sealed record CrossEntropyCase(bool IsSoft, bool IsWeighted, double Smoothing, bool Ignores)
{
    /// <summary>A class that exists, so that it must not be mistaken for one that counts.</summary>
    public const int IgnoreIndex = 0;

    /// <summary>All combinations.</summary>
    public static IEnumerable<CrossEntropyCase> All =>
        from isSoft in (bool[])[false, true]
        from isWeighted in (bool[])[false, true]
        from smoothing in (double[])[0, 0.125, 1]
        from ignores in isSoft ? (bool[])[false] : [false, true]
        select new CrossEntropyCase(isSoft, isWeighted, smoothing, ignores);

    private int Ignored => Ignores ? IgnoreIndex : RowLosses.DefaultIgnoreIndex;

    /// <summary>The class of each row.</summary>
    public static int[] Classes(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(r => r * 7 % columns)];

    /// <summary>Soft targets: between 0 and 1, some of them 0; rows do not sum to 1.</summary>
    public static T[] Targets<T>(int rows, int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Inputs.Integers<T>(rows * columns, 77, 4).Select(t => T.Abs(t) / T.CreateTruncating(4))];

    /// <summary>Weights of classes, one of them 0; none if the case has none.</summary>
    public T[] Weights<T>(int columns) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        IsWeighted ? [.. Enumerable.Range(0, columns).Select(c => T.CreateTruncating((c + 1) % 5 * 0.5))] : [];

    /// <summary>Runs the kernel.</summary>
    public void Run<T>(ReadOnlySpan<T> x, int columns, ReadOnlySpan<int> classes, ReadOnlySpan<T> targets, T scale,
        Span<T> losses, Span<T> gradient, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T smoothing = T.CreateTruncating(Smoothing);
        if (IsSoft)
            RowLosses.SoftmaxCrossEntropy(x, columns, targets, scale, losses, gradient, weights, smoothing);
        else
            RowLosses.SoftmaxCrossEntropy(x, columns, classes, scale, losses, gradient, weights, smoothing, Ignored);
    }

    /// <summary>Records the loss.</summary>
    public Tensor<T> Record<T>(Tensor<T> logits, Reduction reduction) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = logits.Shape[0], columns = logits.Shape[1];
        return IsSoft
            ? logits.SoftmaxCrossEntropy(Targets<T>(rows, columns), Weights<T>(columns), Smoothing, reduction)
            : logits.SoftmaxCrossEntropy(Classes(rows, columns), Weights<T>(columns), Smoothing, Ignored, reduction);
    }

    /// <summary>The loss of each row, its gradient, and what the mean divides by.</summary>
    public (double[] Losses, double[] Gradient, double Divisor) Reference(double[] x, int columns)
    {
        int rows = x.Length / columns;
        int[] classes = Classes(rows, columns);
        double[] soft = Targets<double>(rows, columns), w = Weights<double>(columns);
        double[] losses = new double[rows], gradient = new double[x.Length];
        double divisor = 0;
        for (int r = 0; r < rows; r++)
        {
            if (!IsSoft && classes[r] == Ignored)
                continue;
            divisor += IsSoft || !IsWeighted ? 1 : w[classes[r]];
            double max = x.Skip(r * columns).Take(columns).Max();
            double logSum = max + Math.Log(x.Skip(r * columns).Take(columns).Sum(v => Math.Exp(v - max)));
            double total = 0;
            for (int c = 0; c < columns; c++)
            {
                double target = IsSoft ? soft[r * columns + c] : c == classes[r] ? 1 : 0;
                double u = (target * (1 - Smoothing) + Smoothing / columns) * (IsWeighted ? w[c] : 1);
                losses[r] += u * (logSum - x[r * columns + c]);
                gradient[r * columns + c] = -u;
                total += u;
            }
            for (int c = 0; c < columns; c++)
                gradient[r * columns + c] += total * Math.Exp(x[r * columns + c] - logSum);
        }
        return (losses, gradient, divisor);
    }
}
