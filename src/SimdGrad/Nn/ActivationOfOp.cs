using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Nn;

/// <summary>The elementwise function of an operation type as a module: <c>new Activation&lt;float, Relu&gt;()</c>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TOp">The function.</typeparam>
public sealed class Activation<T, TOp> : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOp : struct, IUnaryOp
{
    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) => input.Apply<TOp>();

    internal override Tensor<T> ForwardFused(Linear<T> linear, Tensor<T> input) => linear.Forward(input, default(TOp));
}
