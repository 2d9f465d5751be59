using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Nn;

/// <summary>Means of windows of images, [batch, channels, height, width].</summary>
/// <param name="kernel">The height and width of the window.</param>
/// <param name="stride">How far apart two windows are; the window's size if not given.</param>
/// <param name="padding">How many rows and columns are added on each side, at most half the window; none if not given.</param>
/// <param name="countPadding">Whether the zeros of the padding count in the divisor.</param>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AvgPool2d<T>(Size2d kernel, Size2d? stride = null, Size2d? padding = null, bool countPadding = true)
    : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) => input.AvgPool2d(kernel, stride, padding, countPadding);

    /// <inheritdoc/>
    public override string ToString() => $"AvgPool2d({kernel}, stride {stride ?? kernel})";
}
