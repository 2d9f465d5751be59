using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Stochastic gradient descent, as PyTorch's <c>SGD</c>: b = momentum * b + (1 - dampening) * g, but b = g at the first step;
/// w = w - learningRate * (nesterov ? g + momentum * b : b).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Sgd<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _momentum;
    private readonly double _dampening;
    private readonly bool _nesterov;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="momentum">The share of the last step that is repeated, in [0, 1).</param>
    /// <param name="nesterov">Whether the gradient is taken as if after the momentum's step.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <param name="dampening">The share of the gradient that does not enter the momentum, in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    /// <exception cref="ArgumentException"><paramref name="nesterov"/> without momentum, or with dampening.</exception>
    public Sgd(
        ParameterSet<T> parameters, double learningRate = 1e-3, double momentum = 0, bool nesterov = false,
        double weightDecay = 0, double dampening = 0)
        : base(parameters, learningRate, weightDecay, Fraction(momentum, nameof(momentum)) > 0 ? ["momentum_buffer"] : [])
    {
        _momentum = momentum;
        _dampening = Fraction(dampening, nameof(dampening));
        _nesterov = nesterov;
        if (nesterov && (momentum == 0 || dampening != 0))
            throw new ArgumentException("nesterov takes a momentum greater than 0 and no dampening.", nameof(nesterov));
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range)
    {
        T step = Coefficient(-range.LearningRate);
        if (_momentum == 0)
            Apply(new Rule { Step = step }, range);
        else
            Apply(new MomentumRule
            {
                Step = step,
                Momentum = Coefficient(_momentum),
                Share = Coefficient(range.Step == 1 ? 1 : 1 - _dampening),
                Nesterov = _nesterov,
            }, range);
    }

    private struct Rule : IUpdateRule<T>
    {
        public T Step;

        public static int States => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T> => value = V.Fma(V.Splat(Step), gradient, value);
    }

    private struct MomentumRule : IUpdateRule<T>
    {
        public T Step, Momentum, Share;
        public bool Nesterov;

        public static int States => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.Average(first, V.Splat(Momentum), V.Splat(Share), gradient);
            V g = Nesterov ? V.Fma(V.Splat(Momentum), first, gradient) : first;
            value = V.Fma(V.Splat(Step), g, value);
        }
    }
}
