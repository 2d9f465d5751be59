using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>An elementwise function of one operand.</summary>
internal sealed class UnaryReference<TOp>(TOp op) : IReferenceKernel where TOp : struct, IUnaryOp
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        string name = ReferenceKernels.NameOf(op);
        foreach (int n in ReferenceResults<T>.Lengths)
        {
            T[] x = Inputs.Wild<T>(n, 1), y = new T[n], dx = new T[n];
            Map.Forward(x, y, op);
            Map.Backward(x, y, Inputs.Moderate<T>(n, 2), dx, op);
            results.Add($"Map.Forward {name}", $"{n}", y);
            results.Add($"Map.Backward {name}", $"{n}", dx);
        }
    }
}
