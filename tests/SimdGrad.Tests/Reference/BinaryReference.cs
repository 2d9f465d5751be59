using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>An elementwise function of two operands.</summary>
internal sealed class BinaryReference<TOp>(TOp op) : IReferenceKernel where TOp : struct, IBinaryOp
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        string name = ReferenceKernels.NameOf(op);
        foreach (int n in ReferenceResults<T>.Lengths)
        {
            T[] a = Inputs.Wild<T>(n, 1), b = Inputs.Wild<T>(n, 2), y = new T[n], da = new T[n], db = new T[n];
            Zip.Forward(a, b, y, op);
            Zip.Backward(a, b, Inputs.Moderate<T>(n, 3), da, accumulateA: false, db, accumulateB: false, op);
            results.Add($"Zip.Forward {name}", $"{n}", y);
            results.Add($"Zip.Backward {name}", $"{n}", [.. da, .. db]);
        }
    }
}
