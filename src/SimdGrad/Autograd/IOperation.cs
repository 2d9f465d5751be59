using System.Numerics;

namespace SimdGrad;

/// <summary>
/// A kind of node on a <see cref="Tape{T}"/>: how the gradient of its output becomes the gradients of its inputs.
/// </summary>
/// <remarks>What the backward pass goes by, such as an axis, stands in fields; the tape keeps up to 16 bytes of them.</remarks>
public interface IOperation
{
    /// <summary>
    /// Whether <see cref="Forward"/> computes the value again, so that a <see cref="Replay{T}"/> takes the operation.
    /// </summary>
    static virtual bool CanReplay => false;

    /// <summary>
    /// Computes the value again, and what is saved, from what the inputs hold now: the same arithmetic as when it was recorded.
    /// </summary>
    /// <param name="context">The node: the values of its inputs, and where its own go.</param>
    /// <typeparam name="T">float or double.</typeparam>
    void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        throw new NotSupportedException($"{OperationName.Of(GetType())} cannot be computed again.");

    /// <summary>
    /// Writes, or adds, the gradient of each input that needs one, by <see cref="BackwardContext{T}.InputGradient"/>.
    /// </summary>
    /// <param name="context">The node: its values, saved numbers and gradients.</param>
    /// <typeparam name="T">float or double.</typeparam>
    void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
