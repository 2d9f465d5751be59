using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>What <see cref="Adam{T}"/> and <see cref="AdamW{T}"/> share: all but where the decay is applied.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class AdamBase<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private readonly double _weightDecay;
    private readonly bool _decoupled;

    // beta^t as running products: Math.Pow may differ from one platform to the next in the last bit.
    private double _beta1Power = 1;
    private double _beta2Power = 1;

    private protected AdamBase(
        ParameterSet<T> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay,
        bool decoupled)
        : base(parameters, learningRate, states: 2)
    {
        _beta1 = Fraction(beta1, nameof(beta1));
        _beta2 = Fraction(beta2, nameof(beta2));
        // With 0, a gradient that is exactly 0 at every step, as between parameters, would give 0 / 0.
        _epsilon = Positive(epsilon, nameof(epsilon));
        _weightDecay = NonNegative(weightDecay, nameof(weightDecay));
        _decoupled = decoupled;
    }

    /// <inheritdoc/>
    public override void Step()
    {
        double power1 = _beta1Power * _beta1, power2 = _beta2Power * _beta2;
        Apply(new Rule
        {
            Beta1 = Coefficient(_beta1),
            Beta2 = Coefficient(_beta2),
            Rest1 = Coefficient(1 - _beta1),
            Rest2 = Coefficient(1 - _beta2),
            RootScale = Coefficient(1 / Math.Sqrt(1 - power2)),
            Epsilon = Coefficient(_epsilon),
            Step = Coefficient(-LearningRate / (1 - power1)),
            Decay = Coefficient(_decoupled ? 0 : _weightDecay),
            Shrink = Coefficient(_decoupled ? 1 - LearningRate * _weightDecay : 1),
        });
        _beta1Power = power1;
        _beta2Power = power2;
    }

    private struct Rule : IUpdateRule<T>
    {
        public T Beta1, Beta2, Rest1, Rest2, RootScale, Epsilon, Step, Decay, Shrink;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second) where V : struct, IVec<V, T>
        {
            V g = V.Fma(V.Splat(Decay), value, gradient);
            first = V.Fma(V.Splat(Beta1), first, V.Splat(Rest1) * g);
            second = V.Fma(V.Splat(Beta2), second, V.Splat(Rest2) * g * g);
            V denominator = V.Fma(V.Sqrt(second), V.Splat(RootScale), V.Splat(Epsilon));
            value = V.Fma(V.Splat(Step), first / denominator, value * V.Splat(Shrink));
        }
    }
}
