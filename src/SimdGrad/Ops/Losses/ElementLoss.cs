using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// An elementwise loss on the tape. Its inputs are the predictions and, where it is recorded for a replay, targets and weights.
/// </summary>
/// <typeparam name="TLoss">The type of the loss.</typeparam>
/// <typeparam name="TReduction">The <see cref="Reduction"/>; a type, since a loss may fill what a tape keeps of it.</typeparam>
internal readonly struct ElementLoss<TLoss, TReduction>(TLoss loss) : IOperation
    where TLoss : unmanaged, ILoss
    where TReduction : struct, IConstant
{
    public static bool CanReplay => true;

    /// <summary>Computes the value and, unless it is empty, the gradient.</summary>
    public void Evaluate<T>(
        ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, Span<T> y, Span<T> gradient)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var reduction = (Reduction)TReduction.Value;
        T count = T.CreateTruncating(predictions.Length);
        T scale = reduction == Reduction.Mean ? T.One / count : T.One;
        T sum = Losses.Evaluate(
            predictions, targets, scale, gradient, loss, weights, reduction == Reduction.None ? y : default);
        if (reduction != Reduction.None)
            y[0] = reduction == Reduction.Mean ? sum / count : sum;
    }

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Evaluate(
        context.Input(0), context.HasInput(1) ? context.Input(1) : default, context.HasInput(2) ? context.Input(2) : default,
        context.Output, context.Saved);

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        default(LossOperation).Backward(in context);
}
