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
        Apply(new Rule(
            LearningRate / (1 - power1), _beta1, _beta2, 1 / Math.Sqrt(1 - power2), _epsilon,
            _decoupled ? 0 : _weightDecay, _decoupled ? 1 - LearningRate * _weightDecay : 1));
        _beta1Power = power1;
        _beta2Power = power2;
    }

    private readonly struct Rule(
        double stepSize, double beta1, double beta2, double rootScale, double epsilon, double decay, double shrink) : IUpdateRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update<V>(ref V value, V gradient, ref V first, ref V second) where V : struct, IVec<V>
        {
            V g = V.Fma(V.Of(decay), value, gradient);
            first = V.Fma(V.Of(beta1), first, V.Of(1 - beta1) * g);
            second = V.Fma(V.Of(beta2), second, V.Of(1 - beta2) * g * g);
            V denominator = V.Fma(V.Sqrt(second), V.Of(rootScale), V.Of(epsilon));
            value = V.Fma(V.Of(-stepSize), first / denominator, value * V.Of(shrink));
        }
    }
}
