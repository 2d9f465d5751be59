using System.Numerics;
using SimdGrad.Kernels;
using SimdGrad.Tests.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>An elementwise loss, plain and with weights.</summary>
internal sealed class LossReference<TLoss>(TLoss loss) : IReferenceKernel where TLoss : struct, ILoss
{
    public void Run<T>(ReferenceResults<T> results) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        string name = ReferenceKernels.NameOf(loss);
        var scale = T.CreateTruncating(0.3);
        foreach (int n in ReferenceResults<T>.Lengths)
        {
            T[] p = Inputs.Predictions<TLoss, T>(n, 1), t = Inputs.Targets<TLoss, T>(n, 2);
            T[] gradient = new T[n], losses = new T[n];
            var sum = Losses.Evaluate(p, t, scale, gradient, loss);
            results.Add($"Losses.Evaluate {name}", $"{n}", [sum, .. gradient]);
            sum = Losses.Evaluate(p, t, scale, gradient, loss, Inputs.Moderate<T>(n, 3), losses);
            results.Add($"Losses.Evaluate {name}", $"{n} weighted", [sum, .. gradient, .. losses]);
        }
        T[] wild = Inputs.Predictions<TLoss, T>(Inputs.Wild<T>(67, 4), 4), slope = new T[67], each = new T[67];
        _ = Losses.Evaluate(wild, Inputs.Targets<TLoss, T>(67, 5), scale, slope, loss, default, each);
        results.Add($"Losses.Evaluate {name}", "67 special", [.. slope, .. each]);
    }
}
