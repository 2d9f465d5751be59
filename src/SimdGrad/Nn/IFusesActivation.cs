using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad.Nn;

/// <summary>A layer that computes the activation after it in the same pass, if it is handed one.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IFusesActivation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The activation of what the layer makes of an input.</summary>
    Tensor<T> Forward<TActivation>(Tensor<T> input, TActivation activation) where TActivation : unmanaged, IUnaryOp;
}
