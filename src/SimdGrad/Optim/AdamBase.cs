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
    private readonly bool _amsGrad;

    private protected AdamBase(
        ParameterSet<T> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay,
        bool amsGrad)
        : base(parameters, learningRate, weightDecay, amsGrad
            ? ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"]
            : ["exp_avg", "exp_avg_sq"])
    {
        _beta1 = Fraction(beta1, nameof(beta1));
        _beta2 = Fraction(beta2, nameof(beta2));
        // With 0, a gradient that is exactly 0 at every step, as between parameters, would give 0 / 0.
        _epsilon = Positive(epsilon, nameof(epsilon));
        _amsGrad = amsGrad;
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range)
    {
        if (_amsGrad)
            Apply(MakeRule<On>(range), range);
        else
            Apply(MakeRule<Off>(range), range);
    }

    private Rule<TAmsGrad> MakeRule<TAmsGrad>(in StepRange<T> range) where TAmsGrad : struct, ISwitch => new()
    {
        Beta1 = Coefficient(_beta1),
        Beta2 = Coefficient(_beta2),
        Rest1 = Coefficient(1 - _beta1),
        Rest2 = Coefficient(1 - _beta2),
        RootScale = Coefficient(1 / Math.Sqrt(1 - PortableMath.Power(_beta2, range.Step))),
        Epsilon = Coefficient(_epsilon),
        Step = Coefficient(-range.LearningRate / (1 - PortableMath.Power(_beta1, range.Step))),
    };

    private struct Rule<TAmsGrad> : IUpdateRule<T> where TAmsGrad : struct, ISwitch
    {
        public T Beta1, Beta2, Rest1, Rest2, RootScale, Epsilon, Step;

        // Inlined, for the compiler to know it: a call in the loop would be left.
        public static int States
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => TAmsGrad.IsOn ? 3 : 2;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.Average(first, V.Splat(Beta1), V.Splat(Rest1), gradient);
            second = Tiny.AverageSquare(second, V.Splat(Beta2), V.Splat(Rest2), gradient);
            if (TAmsGrad.IsOn)
                third = V.Max(third, second);
            V root = V.Sqrt(TAmsGrad.IsOn ? third : second);
            value = V.Fma(V.Splat(Step), first / V.Fma(root, V.Splat(RootScale), V.Splat(Epsilon)), value);
        }
    }
}
