using System.Numerics;

namespace SimdGrad.Optim;

/// <summary>
/// Adam, as PyTorch's: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// w = w - learningRate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon) at step t. D. Kingma and J. Ba, "Adam: a
/// method for stochastic optimization", 2015.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adam<T> : AdamBase<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of their squares, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of the second mean; greater than 0.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <param name="amsGrad">
    /// Whether the largest v so far takes the place of v, so that the step of a parameter never grows again: AMSGrad, of S.
    /// Reddi, S. Kale and S. Kumar, "On the convergence of Adam and beyond", 2018.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public Adam(
        ParameterSet<T> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, bool amsGrad = false)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, amsGrad)
    {
    }
}
