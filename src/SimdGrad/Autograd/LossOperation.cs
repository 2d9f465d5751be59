using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// A loss whose gradient was computed with its value, and saved: backward only scales it. A loss that is not reduced scales
/// each row of what was saved by the gradient of its own element.
/// </summary>
internal readonly struct LossOperation : IOperation
{
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var seed = context.OutputGradient;
        if (seed.Length == 1 && seed[0] == T.One && context.TryAdoptSaved(0))
            return;
        ScaleRows.Run(seed, context.Saved, context.InputGradient(0, out bool accumulate), accumulate);
    }
}
