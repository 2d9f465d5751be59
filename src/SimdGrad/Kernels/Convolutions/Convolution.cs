using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Convolution of images (strictly, correlation: the window is not turned), as matrix products with patches that are copied block
/// by block, once for each column of the window, or with the images themselves where a window is one element.
/// </summary>
/// <remarks>
/// The result of an image, and the gradient with respect to it, do not depend on the batch that it is in. The methods throw
/// <see cref="ArgumentException"/> if lengths are not those of the layout, or a result shares memory with what is read.
/// </remarks>
public static unsafe class Convolution
{
    /// <summary>
    /// y[n, o, i, j] = bias[o] + the sum, over the window at (i, j) in the inputs of the group of o, of weight[o] x[n], in the
    /// order of the weight; what lies in the padding is 0.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">A summand for each output channel; empty for none.</param>
    /// <param name="layout">The sizes.</param>
    /// <param name="y">Receives the output.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, ConvolutionLayout layout, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Forward(x, weight, bias, layout, y, default(Identity));

    /// <summary>y = f(the convolution), in one pass; as <see cref="Forward{T}"/> in everything else.</summary>
    /// <param name="x">The input.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="bias">A summand for each output channel; empty for none.</param>
    /// <param name="layout">The sizes.</param>
    /// <param name="y">Receives the output.</param>
    /// <param name="activation">The activation f.</param>
    /// <typeparam name="TActivation">The type of the activation.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Forward<TActivation, T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, ConvolutionLayout layout, Span<T> y,
        TActivation activation)
        where TActivation : struct, IUnaryOp
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(x, weight, y, layout);
        if (!bias.IsEmpty)
            CheckLength(bias, layout.Outputs);
        SpanGuard.Disjoint(x, y);
        SpanGuard.Disjoint(weight, y);
        SpanGuard.Disjoint(bias, y);
        fixed (T* px = x, pw = weight, pb = bias, py = y)
            Isa.Run<ConvolutionForward<TActivation, T>, T>(
                new(new() { Layout = layout, X = px, Weight = pw, Bias = pb, Y = py }, activation));
    }

    /// <summary>The gradient with respect to the input, or that added to dx.</summary>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="layout">The sizes.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void BackwardInput<T>(
        ReadOnlySpan<T> dy, ReadOnlySpan<T> weight, ConvolutionLayout layout, Span<T> dx, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check<T>(dx, weight, dy, layout);
        SpanGuard.Disjoint(dy, dx);
        SpanGuard.Disjoint(weight, dx);
        fixed (T* px = dx, pw = weight, py = dy)
            Isa.Run<ConvolutionInputGradient<T>, T>(
                new(new() { Layout = layout, X = px, Weight = pw, Y = py, Accumulate = accumulate }));
    }

    /// <summary>The gradient with respect to the weight, or that added to dweight.</summary>
    /// <param name="x">The input.</param>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="layout">The sizes.</param>
    /// <param name="dweight">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dweight"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void BackwardWeight<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> dy, ConvolutionLayout layout, Span<T> dweight, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Check(x, dweight, dy, layout);
        SpanGuard.Disjoint(x, dweight);
        SpanGuard.Disjoint(dy, dweight);
        fixed (T* px = x, pw = dweight, py = dy)
            Isa.Run<ConvolutionWeightGradient<T>, T>(
                new(new() { Layout = layout, X = px, Weight = pw, Y = py, Accumulate = accumulate }));
    }

    /// <summary>The gradient with respect to the bias: the sum of dy over each channel.</summary>
    /// <param name="dy">The gradient with respect to the output.</param>
    /// <param name="layout">The sizes.</param>
    /// <param name="dbias">Receives the gradient.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void BackwardBias<T>(ReadOnlySpan<T> dy, ConvolutionLayout layout, Span<T> dbias)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        CheckLength(dy, layout.OutputLength);
        CheckLength<T>(dbias, layout.Outputs);
        SpanGuard.Disjoint(dy, dbias);
        AxisLayout channels = new(layout.Images, layout.Outputs, layout.Window.Output.Area);
        fixed (T* py = dy, pb = dbias)
            Isa.Run<ChannelSum<FirstOfChannel, T>, T>(new(new() { Layout = channels, A = py }, pb));
    }

    private static void Check<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> y, ConvolutionLayout layout,
        [CallerArgumentExpression(nameof(x))] string nameX = "",
        [CallerArgumentExpression(nameof(weight))] string nameWeight = "",
        [CallerArgumentExpression(nameof(y))] string nameY = "")
    {
        SpanGuard.Element<T>();
        if (layout.Groups == 0)
            throw new ArgumentException("The layout is default; it is of no convolution.", nameof(layout));
        CheckLength(x, layout.InputLength, nameX);
        CheckLength(weight, layout.WeightLength, nameWeight);
        CheckLength(y, layout.OutputLength, nameY);
    }

    private static void CheckLength<T>(
        ReadOnlySpan<T> span, int length, [CallerArgumentExpression(nameof(span))] string name = "")
    {
        if (span.Length != length)
            throw new ArgumentException($"{name} has {span.Length} elements; the layout takes {length}.", name);
    }
}
