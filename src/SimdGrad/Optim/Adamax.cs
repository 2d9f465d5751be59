using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Adamax, as PyTorch's: m = beta1 m + (1 - beta1) g; u = max(beta2 u, |g| + epsilon); w = w - learningRate / (1 - beta1^t) *
/// m / u at step t. D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adamax<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the largest gradient, in [0, 1).</param>
    /// <param name="epsilon">What is added to the size of a gradient; greater than 0.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public Adamax(
        ParameterSet<T> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, weightDecay, "exp_avg", "exp_inf")
    {
        _beta1 = Fraction(beta1, nameof(beta1));
        _beta2 = Fraction(beta2, nameof(beta2));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range) => Apply(new Rule
    {
        Beta1 = Coefficient(_beta1),
        Beta2 = Coefficient(_beta2),
        Rest1 = Coefficient(1 - _beta1),
        Epsilon = Coefficient(_epsilon),
        Step = Coefficient(-range.LearningRate / (1 - PortableMath.Power(_beta1, range.Step))),
    }, range);

    private struct Rule : IUpdateRule<T>
    {
        public T Beta1, Beta2, Rest1, Epsilon, Step;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.Average(first, V.Splat(Beta1), V.Splat(Rest1), gradient);
            second = V.Max(V.Splat(Beta2) * second, V.Abs(gradient) + V.Splat(Epsilon));
            value = V.Fma(V.Splat(Step), first / second, value);
        }
    }
}
