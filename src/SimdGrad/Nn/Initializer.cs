using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Nn;

/// <summary>
/// A distribution of initial values. Each value is a function of seed, parameter and position alone, the same on every
/// processor.
/// </summary>
/// <remarks>
/// K. He et al., "Delving deep into rectifiers", 2015 (Kaiming); X. Glorot and Y. Bengio, "Understanding the difficulty of
/// training deep feedforward neural networks", 2010 (Xavier).
/// </remarks>
public sealed class Initializer
{
    private readonly Func<CounterRandom, ulong, double> _value;

    private Initializer(Func<CounterRandom, ulong, double> value) => _value = value;

    /// <summary>All zero.</summary>
    public static Initializer Zeros { get; } = new((_, _) => 0);

    /// <summary>Uniform in [-bound, bound).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is negative, infinite or NaN.</exception>
    public static Initializer Uniform(double bound)
    {
        ThrowUnlessScale(bound);
        return new((random, i) => (2 * random.Uniform(i) - 1) * bound);
    }

    /// <summary>Normal with mean 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is negative, infinite or NaN.</exception>
    public static Initializer Normal(double standardDeviation)
    {
        ThrowUnlessScale(standardDeviation);
        return new((random, i) => random.Normal(i) * standardDeviation);
    }

    /// <summary>Uniform with bound sqrt(6 / ((1 + a^2) fanIn)), for layers followed by a (leaky) ReLU.</summary>
    /// <param name="fanIn">The number of inputs of a unit.</param>
    /// <param name="negativeSlope">The slope a; sqrt(5) gives PyTorch's default for linear layers, bound 1 / sqrt(fanIn).</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of units is less than 1.</exception>
    public static Initializer KaimingUniform(int fanIn, double negativeSlope = 0) =>
        Uniform(Math.Sqrt(6 / ((1 + negativeSlope * negativeSlope) * Fan(fanIn))));

    /// <summary>Normal with standard deviation sqrt(2 / ((1 + a^2) fanIn)), for layers followed by a (leaky) ReLU.</summary>
    /// <param name="fanIn">The number of inputs of a unit.</param>
    /// <param name="negativeSlope">The slope a.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of units is less than 1.</exception>
    public static Initializer KaimingNormal(int fanIn, double negativeSlope = 0) =>
        Normal(Math.Sqrt(2 / ((1 + negativeSlope * negativeSlope) * Fan(fanIn))));

    /// <summary>Uniform with bound sqrt(6 / (fanIn + fanOut)), for layers followed by tanh or sigmoid.</summary>
    /// <param name="fanIn">The number of inputs of a unit.</param>
    /// <param name="fanOut">The number of units.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of units is less than 1.</exception>
    public static Initializer XavierUniform(int fanIn, int fanOut) => Uniform(Math.Sqrt(6 / (Fan(fanIn) + Fan(fanOut))));

    /// <summary>Normal with standard deviation sqrt(2 / (fanIn + fanOut)), for layers followed by tanh or sigmoid.</summary>
    /// <param name="fanIn">The number of inputs of a unit.</param>
    /// <param name="fanOut">The number of units.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of units is less than 1.</exception>
    public static Initializer XavierNormal(int fanIn, int fanOut) => Normal(Math.Sqrt(2 / (Fan(fanIn) + Fan(fanOut))));

    internal double Value(CounterRandom random, ulong position) => _value(random, position);

    private static double Fan(int fan, [CallerArgumentExpression(nameof(fan))] string name = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fan, 1, name);
        return fan;
    }

    private static void ThrowUnlessScale(double scale, [CallerArgumentExpression(nameof(scale))] string name = "")
    {
        if (!(scale >= 0 && double.IsFinite(scale)))
            throw new ArgumentOutOfRangeException(name, scale, $"{name} must be finite and not negative.");
    }
}
