using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Adam with Nesterov's momentum, as PyTorch's <c>NAdam</c>: mu[t] = beta1 (1 - 0.96^(t momentumDecay) / 2), M[t] = mu[1] ...
/// mu[t]; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// w = w - learningRate * ((1 - mu[t]) / (1 - M[t]) g + mu[t + 1] / (1 - M[t + 1]) m) / (sqrt(v / (1 - beta2^t)) + epsilon)
/// at step t. T. Dozat, "Incorporating Nesterov momentum into Adam", 2016.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NAdam<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _momentumBase;

    // The product of the mu up to a step, kept between steps: a function of the step, but one that is made of all before it.
    private long _productStep;
    private double _product = 1;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of their squares, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of the second mean; greater than 0.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <param name="momentumDecay">How fast the momentum rises to beta1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public NAdam(
        ParameterSet<T> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0, double momentumDecay = 4e-3)
        : base(parameters, learningRate, weightDecay, "exp_avg", "exp_avg_sq")
    {
        _beta1 = Fraction(beta1, nameof(beta1));
        _beta2 = Fraction(beta2, nameof(beta2));
        _epsilon = Positive(epsilon, nameof(epsilon));
        _momentumBase = PortableMath.Pow(0.96, NonNegative(momentumDecay, nameof(momentumDecay)));
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range)
    {
        double product = Product(range.Step), next = Momentum(range.Step + 1);
        Apply(new Rule
        {
            Beta1 = Coefficient(_beta1),
            Beta2 = Coefficient(_beta2),
            Rest1 = Coefficient(1 - _beta1),
            Rest2 = Coefficient(1 - _beta2),
            RootScale = Coefficient(1 / Math.Sqrt(1 - PortableMath.Power(_beta2, range.Step))),
            Epsilon = Coefficient(_epsilon),
            GradientStep = Coefficient(-range.LearningRate * (1 - Momentum(range.Step)) / (1 - product)),
            AverageStep = Coefficient(-range.LearningRate * next / (1 - product * next)),
        }, range);
    }

    private double Momentum(long step) => _beta1 * (1 - 0.5 * PortableMath.Power(_momentumBase, step));

    private double Product(long step)
    {
        if (step < _productStep)
            (_productStep, _product) = (0, 1);
        // Once 1 - product is 1 it stays so, however many steps a run that is continued has behind it.
        while (_productStep < step && _product > 1e-20)
            _product *= Momentum(++_productStep);
        _productStep = step;
        return _product;
    }

    private struct Rule : IUpdateRule<T>
    {
        public T Beta1, Beta2, Rest1, Rest2, RootScale, Epsilon, GradientStep, AverageStep;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.Average(first, V.Splat(Beta1), V.Splat(Rest1), gradient);
            second = Tiny.AverageSquare(second, V.Splat(Beta2), V.Splat(Rest2), gradient);
            V step = V.Fma(V.Splat(AverageStep), first, V.Splat(GradientStep) * gradient);
            value += step / V.Fma(V.Sqrt(second), V.Splat(RootScale), V.Splat(Epsilon));
        }
    }
}
