using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>Part of a tensor along an axis: some of its slices, from a first one on.</summary>
/// <param name="layout">How the elements of the whole lie along the axis.</param>
/// <param name="start">The first of the slices.</param>
/// <param name="length">How many there are.</param>
internal readonly ref struct AxisPart(AxisLayout layout, int start, int length)
{
    /// <summary>Whether the part lies in one piece.</summary>
    public bool IsOnePiece => layout.Outer <= 1 || length == layout.Length || layout.Inner == 0;

    /// <summary>Where the part begins.</summary>
    public int Offset => start * layout.Inner;

    /// <summary>part = its elements of the whole.</summary>
    public void CopyFrom<T>(ReadOnlySpan<T> whole, Span<T> part, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!part.IsEmpty)
            StridedCopy.Run(whole[Offset..], part, Loops(toWhole: false), accumulate);
    }

    /// <summary>Its elements of the whole = part, or that added.</summary>
    public void CopyTo<T>(ReadOnlySpan<T> part, Span<T> whole, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!part.IsEmpty)
            StridedCopy.Run(part, whole[Offset..], Loops(toWhole: true), accumulate);
    }

    private LoopNest Loops(bool toWhole)
    {
        int row = length * layout.Inner, distance = layout.Length * layout.Inner;
        return new LoopNest(
            [layout.Outer, row], [toWhole ? row : distance, 1], [toWhole ? distance : row, 1]);
    }
}
