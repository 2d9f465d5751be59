using System.Numerics;

namespace SimdGrad;

/// <summary>A step of a replay: how a node is computed.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ReplayStep<T>(delegate*<in ForwardContext<T>, void> forward, int node)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Computes the node again.</summary>
    public delegate*<in ForwardContext<T>, void> Forward { get; } = forward;

    /// <summary>The number of the node.</summary>
    public int Node { get; } = node;
}
