using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>A reduction on the tape: its kernel, and its derivative by each element.</summary>
internal interface IReductionOperation : IOperation, ISliceGradient
{
    /// <summary>Whether the gradient reads the pivots that <see cref="Forward"/> gives; else it reads the result.</summary>
    static virtual bool KeepsPivots => false;

    /// <summary>Whether the gradient of a slice is shared among the elements that equal its result.</summary>
    static virtual bool SharesAmongTies => false;

    /// <summary>Computes the result of each slice, and its pivot if it is to be kept.</summary>
    static abstract void Forward<T>(ReadOnlySpan<T> x, AxisLayout layout, int correction, Span<T> y, Span<T> pivots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>What dy is multiplied by.</summary>
    static virtual T Factor<T>(int length, int correction) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One;

    /// <summary>Computes the share of each element that equals the result of its slice.</summary>
    static virtual void TieShares<T>(ReadOnlySpan<T> x, AxisLayout layout, Span<T> shares)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();
}
