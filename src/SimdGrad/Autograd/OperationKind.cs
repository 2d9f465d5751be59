using System.Numerics;

namespace SimdGrad;

/// <summary>What a tape knows of a type of operations beyond its backward pass.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct OperationKind<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The type.</summary>
    public required Type Type { get; init; }

    /// <summary>Computes a node again; null if that cannot be done.</summary>
    public required delegate*<in ForwardContext<T>, void> Forward { get; init; }
}
