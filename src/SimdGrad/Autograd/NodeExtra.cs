using System.Numerics;

namespace SimdGrad;

/// <summary>What is to be done with the gradient of a node beyond the usual.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct NodeExtra<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Called with the gradient when it is complete.</summary>
    public GradientHook<T>? Hook;

    /// <summary>Whether the gradient is kept for the user.</summary>
    public bool Retains;

    /// <summary>The sum of what is kept; null before the first pass.</summary>
    public T* Total;
}
