using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>An elementwise function of two operands on the tape.</summary>
/// <typeparam name="TOp">The type of the function.</typeparam>
internal readonly struct BinaryOperation<TOp>(TOp op) : IOperation where TOp : unmanaged, IBinaryOp
{
    public static bool CanReplay => true;

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Zip.Forward(context.Input(0), context.Input(1), context.Output, op);

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool accumulateA = false, accumulateB = false, needsA = context.NeedsGradient(0);
        var da = needsA ? context.InputGradientInPlace(0, out accumulateA) : default;
        // If both operands are one tensor, this is the same memory, to be added to.
        var db = !context.NeedsGradient(1) ? default
            : needsA ? context.InputGradient(1, out accumulateB)
            : context.InputGradientInPlace(1, out accumulateB);
        Zip.Backward(
            context.Input(0), context.Input(1), context.OutputGradient, da, accumulateA, db, accumulateB, op);
    }
}
