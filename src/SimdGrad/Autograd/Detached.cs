using System.Numerics;

namespace SimdGrad;

/// <summary>The same elements, in place, as a constant.</summary>
internal readonly struct Detached : IOperation
{
    public static bool CanReplay => true;

    public void Forward<T>(in ForwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // In the memory of the input.
    }

    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A constant has no gradient.
    }
}
