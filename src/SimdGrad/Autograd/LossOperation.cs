using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>A loss whose gradient was computed with its value, and saved: backward only scales it.</summary>
internal readonly struct LossOperation : IOperation
{
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T seed = context.OutputGradient[0];
        if (seed == T.One && context.TryAdoptSaved(0))
            return;
        Axpy.Run(seed, context.Saved, context.InputGradient(0, out bool accumulate), accumulate);
    }
}
