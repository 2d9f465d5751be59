using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Losses of rows, plain and with every option.</summary>
internal readonly struct RowLossesReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T scale = T.CreateTruncating(0.3), smoothing = T.CreateTruncating(0.1);
        foreach (var (rows, columns) in ReferenceResults<T>.Matrices)
        {
            string shape = $"{rows}x{columns}";
            T[] x = Inputs.Moderate<T>(rows * columns, 1), y = Inputs.Moderate<T>(x.Length, 2), weights = new T[columns];
            Map.Forward<Sigmoid, T>(Inputs.Moderate<T>(columns, 3), weights);
            T[] losses = new T[rows], dx = new T[x.Length], dy = new T[x.Length], targets = new T[x.Length];
            int[] classes = [.. Enumerable.Range(0, rows).Select(r => 7 * r % columns)];
            RowLosses.SoftmaxCrossEntropy(x, columns, classes, scale, losses, dx);
            results.Add("RowLosses.SoftmaxCrossEntropy", $"{shape} classes", [.. losses, .. dx]);
            RowLosses.SoftmaxCrossEntropy(x, columns, classes, scale, losses, dx, weights, smoothing, ignoreIndex: 0);
            results.Add("RowLosses.SoftmaxCrossEntropy", $"{shape} classes, all options", [.. losses, .. dx]);
            Rows.Softmax(y, columns, targets);
            RowLosses.SoftmaxCrossEntropy<T>(x, columns, targets, scale, losses, dx, weights, smoothing);
            results.Add("RowLosses.SoftmaxCrossEntropy", $"{shape} targets, all options", [.. losses, .. dx]);
            RowLosses.NegativeLogLikelihood(x, columns, classes, scale, losses, dx, weights, ignoreIndex: 0);
            results.Add("RowLosses.NegativeLogLikelihood", $"{shape} all options", [.. losses, .. dx]);
            T[] signs = [.. Enumerable.Range(0, rows).Select(r => r % 2 == 0 ? T.One : -T.One)];
            RowLosses.CosineEmbedding(x, y, columns, signs, smoothing, scale, losses, dx, dy);
            results.Add("RowLosses.CosineEmbedding", shape, [.. losses, .. dx, .. dy]);
        }
    }
}
