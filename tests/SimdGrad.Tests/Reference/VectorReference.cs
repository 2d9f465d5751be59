using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Kernels over spans that take options or other numbers beside them.</summary>
internal readonly struct VectorReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (int n in ReferenceResults<T>.Lengths)
        {
            T[] x = Inputs.Moderate<T>(n, 1), y = Inputs.Moderate<T>(n, 2);
            Axpy.Run(T.CreateTruncating(0.7), x, y, accumulate: true);
            results.Add("Axpy.Run", $"{n}", y);
            Fill.Run(T.CreateTruncating(0.7), y, accumulate: true);
            results.Add("Fill.Run", $"{n}", y);
            results.Add("Reduce.Variance", $"{n}", [Reduce.Variance<T>(x)]);
            Reduce.CumulativeSum(x, y);
            results.Add("Reduce.CumulativeSum", $"{n}", y);
        }
        foreach (var layout in ReferenceResults<T>.Layouts)
        {
            T[] x = Inputs.Moderate<T>(layout.Elements, 1), y = new T[layout.Slices], means = new T[layout.Slices];
            ReduceAxis.Variance(x, layout, 1, y, means);
            results.Add("ReduceAxis.Variance", $"{layout}", [.. y, .. means]);
            var sums = new T[x.Length];
            ReduceAxis.CumulativeSum(x, layout, sums, reverse: true);
            results.Add("ReduceAxis.CumulativeSum", $"{layout}", sums);
        }
    }
}
