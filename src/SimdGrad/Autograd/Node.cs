using System.Numerics;

namespace SimdGrad;

/// <summary>One entry of a tape: a value and how it came about.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct Node<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The backward pass of the operation; null for constants, variables and parameters.</summary>
    public delegate*<in BackwardContext<T>, void> Backward;

    /// <summary>The operation itself, with its parameters.</summary>
    public OperationSlot Operation;

    /// <summary>The value, <c>Shape.Length</c> elements.</summary>
    public T* Value;

    /// <summary>The gradient of the root with respect to the value; null until something is written to it.</summary>
    public T* Gradient;

    /// <summary>What the operation keeps for its backward pass; null if nothing.</summary>
    public T* Saved;

    /// <summary>The number of saved elements.</summary>
    public int SavedLength;

    /// <summary>The nodes that were read; -1 where there are fewer than three.</summary>
    public int Input0, Input1, Input2;

    /// <summary>The shape of the value.</summary>
    public Shape Shape;

    /// <summary>Whether the gradient stands in memory of a node that read this one, and must not be added to there.</summary>
    public bool BorrowsGradient;

    /// <summary>Whether anything that needs a gradient was read, directly or not.</summary>
    public bool RequiresGradient;
}
