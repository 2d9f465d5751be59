using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Functions of the rows and columns of matrices: narrow ones, those of a few vectors, and those of several chunks.</summary>
internal readonly struct RowsReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var (rows, columns) in ((int, int)[])[(1, 1), (19, 5), (300, 67), (2, 5000)])
        {
            string shape = $"{rows}x{columns}";
            T[] x = Inputs.Moderate<T>(rows * columns, 1), y = new T[x.Length], each = new T[rows], sums = new T[columns];
            int[] classes = [.. Enumerable.Range(0, rows).Select(r => 7 * r % columns)];
            Rows.Softmax(x, columns, y);
            results.Add("Rows.Softmax", shape, y);
            Rows.SoftmaxCrossEntropy(x, columns, classes, T.CreateTruncating(0.3), each, y);
            results.Add("Rows.SoftmaxCrossEntropy", shape, [.. each, .. y]);
            Columns.Sum(x, columns, sums);
            results.Add("Columns.Sum", shape, sums);
            ScaleRows.Run(each, x, y, accumulate: true);
            results.Add("ScaleRows.Run", shape, y);
        }
    }
}
