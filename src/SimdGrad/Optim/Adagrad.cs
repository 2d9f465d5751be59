using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Adagrad, as PyTorch's: s = s + g^2; w = w - learningRate / (1 + (t - 1) learningRateDecay) * g / (sqrt(s) + epsilon) at
/// step t. J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and stochastic optimization",
/// 2011.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Adagrad<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _learningRateDecay;
    private readonly double _initialAccumulator;
    private readonly double _epsilon;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="learningRateDecay">How fast the learning rate falls with the number of steps.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <param name="initialAccumulator">The sum s before the first step.</param>
    /// <param name="epsilon">What is added to the root; greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public Adagrad(
        ParameterSet<T> parameters, double learningRate = 1e-2, double learningRateDecay = 0, double weightDecay = 0,
        double initialAccumulator = 0, double epsilon = 1e-10)
        : base(parameters, learningRate, weightDecay, "sum")
    {
        _learningRateDecay = NonNegative(learningRateDecay, nameof(learningRateDecay));
        _initialAccumulator = NonNegative(initialAccumulator, nameof(initialAccumulator));
        _epsilon = Positive(epsilon, nameof(epsilon));
    }

    private protected override double InitialState => _initialAccumulator;

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range) => Apply(new Rule
    {
        Epsilon = Coefficient(_epsilon),
        Step = Coefficient(-range.LearningRate / (1 + (range.Step - 1) * _learningRateDecay)),
    }, range);

    private struct Rule : IUpdateRule<T>
    {
        public T Epsilon, Step;

        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.AverageSquare(first, V.One, V.One, gradient);
            value = V.Fma(V.Splat(Step), gradient / (V.Sqrt(first) + V.Splat(Epsilon)), value);
        }
    }
}
