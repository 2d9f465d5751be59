using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Rectified Adam, as PyTorch's <c>RAdam</c>: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; with R = 2 / (1 -
/// beta2) - 1 and r = R - 2 t beta2^t / (1 - beta2^t) at step t, w = w - learningRate * m / (1 - beta1^t), which, once r is
/// above 5, is also multiplied by sqrt((r - 4) (r - 2) R / ((R - 4) (R - 2) r)) sqrt(1 - beta2^t) / (sqrt(v) + epsilon). L.
/// Liu and others, "On the variance of the adaptive learning rate and beyond", 2020.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RAdam<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of their squares, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root of the second mean; greater than 0.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public RAdam(
        ParameterSet<T> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, weightDecay, "exp_avg", "exp_avg_sq")
    {
        _beta1 = Fraction(beta1, nameof(beta1));
        _beta2 = Fraction(beta2, nameof(beta2));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range)
    {
        double power2 = PortableMath.Power(_beta2, range.Step), rest2 = 1 - power2;
        double longest = 2 / (1 - _beta2) - 1, length = longest - 2 * range.Step * power2 / rest2;
        bool adaptive = length > 5;
        double rectified = adaptive
            ? Math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length) * rest2)
            : 1;
        Apply(new Rule
        {
            Beta1 = Coefficient(_beta1),
            Beta2 = Coefficient(_beta2),
            Rest1 = Coefficient(1 - _beta1),
            Rest2 = Coefficient(1 - _beta2),
            Epsilon = Coefficient(_epsilon),
            Step = Coefficient(-range.LearningRate * rectified / (1 - PortableMath.Power(_beta1, range.Step))),
            Adaptive = adaptive,
        }, range);
    }

    private struct Rule : IUpdateRule<T>
    {
        public T Beta1, Beta2, Rest1, Rest2, Epsilon, Step;
        public bool Adaptive;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.Average(first, V.Splat(Beta1), V.Splat(Rest1), gradient);
            second = Tiny.AverageSquare(second, V.Splat(Beta2), V.Splat(Rest2), gradient);
            V step = Adaptive ? first / (V.Sqrt(second) + V.Splat(Epsilon)) : first;
            value = V.Fma(V.Splat(Step), step, value);
        }
    }
}
