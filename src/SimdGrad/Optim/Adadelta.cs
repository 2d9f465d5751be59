using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Adadelta, as PyTorch's: v = rho v + (1 - rho) g^2; d = sqrt(u + epsilon) / sqrt(v + epsilon) g; u = rho u + (1 - rho) d^2;
/// w = w - learningRate * d. M. Zeiler, "ADADELTA: an adaptive learning rate method", 2012.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adadelta<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _rho;
    private readonly double _epsilon;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="rho">The decay of the means, in [0, 1).</param>
    /// <param name="epsilon">What is added to the means; greater than 0.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public Adadelta(
        ParameterSet<T> parameters, double learningRate = 1, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0)
        : base(parameters, learningRate, weightDecay, "square_avg", "acc_delta")
    {
        _rho = Fraction(rho, nameof(rho));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range) => Apply(new Rule
    {
        Rho = Coefficient(_rho),
        Rest = Coefficient(1 - _rho),
        Epsilon = Coefficient(_epsilon),
        Step = Coefficient(-range.LearningRate),
    }, range);

    private struct Rule : IUpdateRule<T>
    {
        public T Rho, Rest, Epsilon, Step;

        public static int States => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.AverageSquare(first, V.Splat(Rho), V.Splat(Rest), gradient);
            V delta = V.Sqrt(second + V.Splat(Epsilon)) / V.Sqrt(first + V.Splat(Epsilon)) * gradient;
            second = Tiny.AverageSquare(second, V.Splat(Rho), V.Splat(Rest), delta);
            value = V.Fma(V.Splat(Step), delta, value);
        }
    }
}
