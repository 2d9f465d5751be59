using System.Numerics;

namespace SimdGrad;

/// <summary>A segment that the backward pass computes again.</summary>
/// <param name="segment">Its number on the tape.</param>
internal readonly struct CheckpointOperation(int segment) : IOperation
{
    public static bool CanReplay => true;

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        context.Tape.ComputeSegment(segment, in context);

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        context.Tape.DifferentiateSegment(segment, in context);
}
