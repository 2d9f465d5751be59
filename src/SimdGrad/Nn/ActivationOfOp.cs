using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Nn;

/// <summary>
/// An elementwise function as a module: <c>new Activation&lt;float, Relu&gt;()</c>, or with parameters
/// <c>new Activation&lt;float, LeakyRelu&gt;(new(0.1))</c>.
/// </summary>
/// <param name="op">The function.</param>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TOp">The type of the function.</typeparam>
public sealed class Activation<T, TOp>(TOp op) : Activation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TOp : unmanaged, IUnaryOp
{
    /// <summary>Makes the module of <c>new TOp()</c>.</summary>
    public Activation() : this(new())
    {
    }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) => input.Apply(op);

    /// <inheritdoc/>
    public override string ToString() => typeof(TOp).Name;

    internal override Tensor<T> ForwardFused(IFusesActivation<T> layer, Tensor<T> input) => layer.Forward(input, op);
}
