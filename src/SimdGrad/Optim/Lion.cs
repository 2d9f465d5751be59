using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Lion: w = w - learningRate * (sign(beta1 m + (1 - beta1) g) + weightDecay * w); m = beta2 m + (1 - beta2) g, where the sign of
/// 0 is 0. X. Chen and others, "Symbolic discovery of optimization algorithms", 2023.
/// </summary>
/// <remarks>All parameters move by the learning rate, so it takes one three to ten times smaller than Adam's.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Lion<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta1;
    private readonly double _beta2;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="beta1">The share of the mean in what gives the sign, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean of gradients, in [0, 1).</param>
    /// <param name="weightDecay">The share of the weights, times the learning rate, that a step takes away.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public Lion(
        ParameterSet<T> parameters, double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
        : base(parameters, learningRate, weightDecay, "exp_avg")
    {
        _beta1 = Fraction(beta1, nameof(beta1));
        _beta2 = Fraction(beta2, nameof(beta2));
        DecoupledWeightDecay = true;
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range) => Apply(new Rule
    {
        Beta1 = Coefficient(_beta1),
        Beta2 = Coefficient(_beta2),
        Rest1 = Coefficient(1 - _beta1),
        Rest2 = Coefficient(1 - _beta2),
        Step = Coefficient(-range.LearningRate),
    }, range);

    private struct Rule : IUpdateRule<T>
    {
        public T Beta1, Beta2, Rest1, Rest2, Step;

        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            V direction = Tiny.Sign(V.Fma(V.Splat(Beta1), first, V.Splat(Rest1) * gradient));
            first = Tiny.Average(first, V.Splat(Beta2), V.Splat(Rest2), gradient);
            value = V.Fma(V.Splat(Step), direction, value);
        }
    }
}
