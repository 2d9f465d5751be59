using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>An elementwise function on the tape.</summary>
/// <typeparam name="TOp">The type of the function.</typeparam>
internal readonly struct UnaryOperation<TOp>(TOp op) : IOperation where TOp : unmanaged, IUnaryOp
{
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        var dx = context.InputGradient(0, out bool accumulate);
        Map.Backward<TOp, T>(context.Input(0), context.Output, context.OutputGradient, dx, op, accumulate);
    }
}
