using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// An elementwise function as a module. After a linear layer or a convolution in a <see cref="Sequential{T}"/> it is
/// fused into it.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class Activation<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private protected Activation()
    {
    }

    /// <summary>The function of a layer's output, in the same pass.</summary>
    internal abstract Tensor<T> ForwardFused(IFusesActivation<T> layer, Tensor<T> input);
}
