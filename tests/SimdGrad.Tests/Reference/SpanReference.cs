using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>Kernels over spans that take no operation.</summary>
internal readonly struct SpanReference : IReferenceKernel
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        foreach (int n in ReferenceResults<T>.Lengths)
        {
            T[] x = Inputs.Moderate<T>(n, 1), y = Inputs.Moderate<T>(n, 2);
            results.Add("Reduce.Sum", $"{n}", [Reduce.Sum<T>(x)]);
            results.Add("Reduce.Max", $"{n}", [Reduce.Max<T>(x)]);
            Axpy.Run(T.CreateTruncating(0.7), x, y, accumulate: true);
            results.Add("Axpy.Run", $"{n}", y);
            Fill.Run(T.CreateTruncating(0.7), y, accumulate: true);
            results.Add("Fill.Run", $"{n}", y);
        }
    }
}
