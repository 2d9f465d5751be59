using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// Stochastic gradient descent, as PyTorch's <c>SGD</c>: g = gradient + weightDecay * w; b = momentum * b + g;
/// w = w - learningRate * (nesterov ? g + momentum * b : b).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Sgd<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly bool _nesterov;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="momentum">The share of the last step that is repeated, in [0, 1).</param>
    /// <param name="nesterov">Whether the gradient is taken as if after the momentum's step.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    /// <exception cref="ArgumentException"><paramref name="nesterov"/> without momentum.</exception>
    public Sgd(
        ParameterSet<T> parameters, double learningRate, double momentum = 0, bool nesterov = false, double weightDecay = 0)
        : base(parameters, learningRate, Fraction(momentum, nameof(momentum)) > 0 ? 1 : 0)
    {
        if (nesterov && momentum == 0)
            throw new ArgumentException("nesterov takes a momentum greater than 0.", nameof(nesterov));
        _momentum = momentum;
        _nesterov = nesterov;
        _weightDecay = NonNegative(weightDecay, nameof(weightDecay));
    }

    /// <inheritdoc/>
    public override void Step() => Apply(new Rule
    {
        Step = Coefficient(-LearningRate),
        Momentum = Coefficient(_momentum),
        WeightDecay = Coefficient(_weightDecay),
        Nesterov = _nesterov,
    });

    private struct Rule : IUpdateRule<T>
    {
        public T Step, Momentum, WeightDecay;
        public bool Nesterov;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second) where V : struct, IVec<V, T>
        {
            V g = WeightDecay == T.Zero ? gradient : V.Fma(V.Splat(WeightDecay), value, gradient);
            if (Momentum != T.Zero)
            {
                first = V.Fma(V.Splat(Momentum), first, g);
                g = Nesterov ? V.Fma(V.Splat(Momentum), first, g) : first;
            }
            value = V.Fma(V.Splat(Step), g, value);
        }
    }
}
