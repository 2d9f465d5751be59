using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Functions of the rows and columns of matrices with more operands than one.</summary>
internal readonly struct RowsReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (var (rows, columns) in ReferenceResults<T>.Matrices)
        {
            string shape = $"{rows}x{columns}";
            T[] x = Inputs.Moderate<T>(rows * columns, 1), y = new T[x.Length], dx = new T[x.Length];
            T[] each = Inputs.Moderate<T>(rows, 4), weight = Inputs.Moderate<T>(columns, 2), sums = new T[columns];
            Columns.Sum(x, columns, sums);
            results.Add("Columns.Sum", shape, sums);
            ScaleRows.Run(each, x, y, accumulate: true);
            results.Add("ScaleRows.Run", shape, y);
            PositiveWeights.Split<T>(weight, Inputs.Moderate<T>(x.Length, 3), x, y, dx);
            results.Add("PositiveWeights.Split", shape, [.. y, .. dx]);
            T[] means = new T[rows], inverses = new T[rows];
            var epsilon = T.CreateTruncating(1e-5);
            Norms.LayerNorm(x, columns, weight, sums, epsilon, y, means, inverses);
            results.Add("Norms.LayerNorm", shape, [.. y, .. means, .. inverses]);
            Norms.Backward(x, columns, y, weight, means, inverses, dx);
            results.Add("Norms.Backward", shape, dx);
            Norms.BackwardWeight(x, columns, y, means, inverses, sums);
            results.Add("Norms.BackwardWeight", shape, sums);
            Norms.RmsNorm(x, columns, weight, epsilon, y, inverses);
            results.Add("Norms.RmsNorm", shape, [.. y, .. inverses]);
        }
    }
}
