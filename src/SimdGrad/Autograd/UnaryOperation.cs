using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>An elementwise function on the tape.</summary>
/// <typeparam name="TOp">The type of the function.</typeparam>
internal readonly struct UnaryOperation<TOp>(TOp op) : IOperation where TOp : unmanaged, IUnaryOp
{
    public static bool CanReplay => true;

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Map.Forward(context.Input(0), context.Output, op);

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        // What is not read is not checked either.
        var x = TOp.BackwardReadsInput ? context.Input(0) : default;
        var dx = context.InputGradientInPlace(0, out bool accumulate);
        Map.Backward(x, context.Output, context.OutputGradient, dx, op, accumulate);
    }
}
