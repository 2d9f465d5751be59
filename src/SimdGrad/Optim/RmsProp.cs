using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad.Optim;

/// <summary>
/// RMSprop, as PyTorch's: v = alpha v + (1 - alpha) g^2; if centered, a = alpha a + (1 - alpha) g and v - a^2 takes the place
/// of v; b = momentum * b + g / (sqrt(v) + epsilon); w = w - learningRate * b. T. Tieleman and G. Hinton, "Lecture 6.5", 2012.
/// </summary>
/// <remarks>Where rounding makes v - a^2 negative, it counts as 0; PyTorch's root is NaN there.</remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RmsProp<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double _alpha;
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly bool _centered;

    /// <summary>Makes an optimizer of a parameter set.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="alpha">The decay of the means, in [0, 1).</param>
    /// <param name="epsilon">What is added to the root; greater than 0.</param>
    /// <param name="weightDecay">The factor of the L2 penalty's gradient.</param>
    /// <param name="momentum">The share of the last step that is repeated, in [0, 1).</param>
    /// <param name="centered">Whether the gradient is divided by its estimated deviation from the mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range; the message names it.</exception>
    public RmsProp(
        ParameterSet<T> parameters, double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8,
        double weightDecay = 0, double momentum = 0, bool centered = false)
        : base(parameters, learningRate, weightDecay, (centered, Fraction(momentum, nameof(momentum)) > 0) switch
        {
            (false, false) => ["square_avg"],
            (false, true) => ["square_avg", "momentum_buffer"],
            (true, false) => ["square_avg", "grad_avg"],
            (true, true) => ["square_avg", "grad_avg", "momentum_buffer"],
        })
    {
        _alpha = Fraction(alpha, nameof(alpha));
        _epsilon = Positive(epsilon, nameof(epsilon));
        _momentum = momentum;
        _centered = centered;
    }

    /// <inheritdoc/>
    protected override void Step(in StepRange<T> range)
    {
        if (_centered && _momentum > 0)
            Apply(MakeRule<On, On>(range), range);
        else if (_centered)
            Apply(MakeRule<On, Off>(range), range);
        else if (_momentum > 0)
            Apply(MakeRule<Off, On>(range), range);
        else
            Apply(MakeRule<Off, Off>(range), range);
    }

    private Rule<TCentered, TMomentum> MakeRule<TCentered, TMomentum>(in StepRange<T> range)
        where TCentered : struct, ISwitch
        where TMomentum : struct, ISwitch => new()
        {
            Alpha = Coefficient(_alpha),
            Rest = Coefficient(1 - _alpha),
            Epsilon = Coefficient(_epsilon),
            Momentum = Coefficient(_momentum),
            Step = Coefficient(-range.LearningRate),
        };

    private struct Rule<TCentered, TMomentum> : IUpdateRule<T>
        where TCentered : struct, ISwitch
        where TMomentum : struct, ISwitch
    {
        public T Alpha, Rest, Epsilon, Momentum, Step;

        // Inlined, for the compiler to know it: a call in the loop would be left.
        public static int States
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => 1 + (TCentered.IsOn ? 1 : 0) + (TMomentum.IsOn ? 1 : 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third)
            where V : struct, IVec<V, T>
        {
            first = Tiny.AverageSquare(first, V.Splat(Alpha), V.Splat(Rest), gradient);
            V square = first;
            if (TCentered.IsOn)
            {
                second = Tiny.Average(second, V.Splat(Alpha), V.Splat(Rest), gradient);
                square = V.Max(V.Zero, V.Fnma(second, second, square));
            }
            V step = gradient / (V.Sqrt(square) + V.Splat(Epsilon));
            if (TMomentum.IsOn)
            {
                step = Tiny.Flush(V.Fma(V.Splat(Momentum), TCentered.IsOn ? third : second, step));
                if (TCentered.IsOn)
                    third = step;
                else
                    second = step;
            }
            value = V.Fma(V.Splat(Step), step, value);
        }
    }
}
