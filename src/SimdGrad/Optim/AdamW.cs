using System.Numerics;

namespace SimdGrad.Optim;

/// <summary>
/// Adam with decoupled weight decay, as PyTorch's <c>AdamW</c>: w = w - learningRate * weightDecay * w, then the step of
/// <see cref="Adam{T}"/> without decay. I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class AdamW<T> : AdamBase<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of their squares, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of the second mean; greater than 0.</param>
    /// <param name="weightDecay">The share of the weights, times the learning rate, that a step takes away.</param>
    /// <param name="amsGrad">Whether the largest v so far takes the place of v, as for <see cref="Adam{T}"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public AdamW(
        ParameterSet<T> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 1e-2, bool amsGrad = false)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsGrad)
        => DecoupledWeightDecay = true;
}
