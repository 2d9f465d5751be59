using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>
/// Dropout: y = x * mask with a mask that is 0 with probability p, and otherwise 1 / (1 - p); dx = dy * mask.
/// </summary>
/// <remarks>N. Srivastava et al., "Dropout", 2014.</remarks>
public readonly struct Dropout : IOperation
{
    private readonly double _p;

    // Where a replay finds the state of the random numbers.
    private readonly int _state;

    private Dropout(double p, int state)
    {
        _p = p;
        _state = state;
    }

    /// <inheritdoc/>
    public static bool CanReplay => true;

    /// <summary>Records dropout with the next mask of a state.</summary>
    internal static Tensor<T> Record<T>(Tensor<T> x, double p, DropoutState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var replay = x.Tape.Recorder;
        var y = Record(x, p, state.Seed, state.Draw, replay?.Keep(state) ?? -1);
        replay?.Require(y);
        if (x.Tape.ChangesState)
            state.Advance();
        return y;
    }

    /// <summary>Records dropout with a mask that is a function of numbers.</summary>
    internal static Tensor<T> Record<T>(Tensor<T> x, double p, ulong seed, ulong draw, int state = -1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = x.Shape;
        var mask = x.Tape.Allocate(shape.FlattenedLength);
        DropoutMask.Fill(seed, draw, p, mask.Span);
        var y = x.Tape.Allocate(shape.FlattenedLength);
        Zip.Forward<Multiply, T>(x.Values, mask.Span, y.Span);
        return x.Tape.Record(shape, y, mask, x, operation: new Dropout(p, state));
    }

    /// <inheritdoc/>
    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var state = context.Tape.Recorder!.Kept<DropoutState<T>>(_state);
        DropoutMask.Fill(state.Seed, state.Draw, _p, context.Saved);
        Zip.Forward<Multiply, T>(context.Input(0), context.Saved, context.Output);
        state.Advance();
    }

    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var dy = context.OutputGradient;
        var dx = context.InputGradientInPlace(0, out bool accumulate);
        // The left operand is not read: the derivative is the mask.
        Zip.Backward<Multiply, T>(dy, context.Saved, dy, dx, accumulate, default, false);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Dropout: y = x * mask with a mask that is 0 with probability p, and otherwise 1 / (1 - p), so that the expectation
        /// of y is x. Each element of the mask is a function of seed, draw and position alone.
        /// </summary>
        /// <param name="p">The probability that an element is dropped, from 0 to 1.</param>
        /// <param name="seed">What the mask is a function of.</param>
        /// <param name="draw">Tells apart the masks of one seed.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [0, 1].</exception>
        /// <exception cref="InvalidOperationException">
        /// The tape is that of a replay, where the draw would be the same in each run; the module counts its draws.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
        /// <remarks>
        /// N. Srivastava et al., "Dropout", 2014. An element that is dropped is a product with 0: NaN if it is infinite or NaN.
        /// </remarks>
        public Tensor<T> Dropout(double p, ulong seed, ulong draw)
        {
            if (x.Tape.Recorder is not null)
                throw new InvalidOperationException(
                    $"A replay would drop the elements of draw {draw} in each run. The module Dropout counts its draws, in "
                    + "replays too.");
            return SimdGrad.Dropout.Record(x, p, seed, draw);
        }
    }
}
