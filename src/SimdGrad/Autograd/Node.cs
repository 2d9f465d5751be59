using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdGrad;

/// <summary>One entry of a tape: a value and how it came about. Two cache lines, without references.</summary>
/// <typeparam name="T">The element type.</typeparam>
[StructLayout(LayoutKind.Auto)]
internal unsafe struct Node<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The backward pass of the operation; null for inputs, and where no gradient is wanted.</summary>
    public delegate*<in BackwardContext<T>, void> Backward;

    /// <summary>Tells about the type of the operation; null for inputs.</summary>
    public delegate*<OperationKind<T>> Kind;

    /// <summary>The operation itself, with its parameters.</summary>
    public OperationSlot Operation;

    /// <summary>The value, <c>Shape.FlattenedLength</c> elements; null if it was released.</summary>
    public T* Value;

    /// <summary>
    /// The gradient of the root with respect to the value; null until something is written to it, and again when the backward
    /// pass has gone by, except in variables. That of a parameter is in its set.
    /// </summary>
    public T* Gradient;

    /// <summary>What the operation keeps for its backward pass; null if nothing.</summary>
    public T* Saved;

    /// <summary>The number of saved elements.</summary>
    public int SavedLength;

    /// <summary>The nodes that were read; -1 where there are fewer than three.</summary>
    public int Input0, Input1, Input2;

    /// <summary>The shape of the value.</summary>
    public Shape Shape;

    /// <summary>The number, from 1 on, of the use of a parameter in whose memory the value is; 0 if in none.</summary>
    public int Use;

    /// <summary>The number, from 1 on, of what else is to be done with the gradient; 0 if nothing.</summary>
    public int Extra;

    /// <summary>Whether anything that needs a gradient was read, directly or not.</summary>
    public bool RequiresGradient;

    /// <summary>Whether there was a gradient that the backward pass did not keep.</summary>
    public bool GradientDropped;

    /// <summary>The value.</summary>
    /// <exception cref="ObjectDisposedException">It was released.</exception>
    public readonly ReadOnlySpan<T> Values
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Start, Shape.FlattenedLength);
    }

    /// <summary>Where the value begins.</summary>
    /// <exception cref="ObjectDisposedException">It was released.</exception>
    public readonly T* Start
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (Value == null)
                ThrowReleased();
            return Value;
        }
    }

    /// <summary>Whether this is a parameter, whose gradient is in its set.</summary>
    public readonly bool IsParameter => Use != 0 && RequiresGradient && Kind == null;

    /// <summary>The number of the node that was read as an input; -1 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int InputIndex(int input)
    {
        if ((uint)input > 2)
            ThrowNoInput(input);
        return input == 0 ? Input0 : input == 1 ? Input1 : Input2;
    }

    /// <summary>The same of an input that has to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int CheckedInputIndex(int input)
    {
        int index = InputIndex(input);
        if (index < 0)
            ThrowNoInput(input);
        return index;
    }

    [DoesNotReturn]
    private static void ThrowNoInput(int input) => throw new ArgumentOutOfRangeException(
        nameof(input), input,
        input is >= 0 and <= 2
            ? $"The operation was recorded without input {input}."
            : "An operation has the inputs 0 to 2.");

    [DoesNotReturn]
    private static void ThrowReleased() => throw new ObjectDisposedException(
        nameof(Tensor<>), "The tensor was released; its memory is used anew.");
}
