using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Nn;

/// <summary>
/// A distribution of initial values. Each value is a function of seed, parameter and position alone, the same on every
/// processor.
/// </summary>
/// <remarks>
/// K. He et al., "Delving deep into rectifiers", 2015 (Kaiming); X. Glorot and Y. Bengio, "Understanding the difficulty of
/// training deep feedforward neural networks", 2010 (Xavier); A. Saxe et al., "Exact solutions to the nonlinear dynamics of
/// learning in deep linear neural networks", 2013 (orthogonal).
/// </remarks>
public sealed class Initializer
{
    private readonly FillMethod _fill;

    /// <summary>Each value by itself: a function of the random numbers and of its position.</summary>
    internal Initializer(Func<CounterRandom, ulong, double> value)
        : this((random, _, values) =>
        {
            for (int i = 0; i < values.Length; i++)
                values[i] = value(random, (ulong)i);
        })
    {
    }

    private Initializer(FillMethod fill) => _fill = fill;

    private delegate void FillMethod(CounterRandom random, Shape shape, Span<double> values);

    /// <summary>All zero.</summary>
    public static Initializer Zeros { get; } = Constant(0);

    /// <summary>All one.</summary>
    public static Initializer Ones { get; } = Constant(1);

    /// <summary>The same number everywhere.</summary>
    public static Initializer Constant(double value) => new((_, _) => value);

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

    /// <summary>
    /// A matrix whose rows, or columns if there are fewer, are orthogonal and of length <paramref name="gain"/>. Of tensors
    /// of more axes the first counts rows.
    /// </summary>
    /// <param name="gain">The length, any number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The gain is negative, infinite or NaN.</exception>
    public static Initializer Orthogonal(double gain = 1)
    {
        ThrowUnlessScale(gain);
        return new((random, shape, values) =>
        {
            int rows = shape.Rank == 0 ? 1 : shape[0], columns = rows == 0 ? 0 : values.Length / rows;
            for (int i = 0; i < values.Length; i++)
                values[i] = random.Normal((ulong)i);
            Orthogonalize(values, rows, columns);
            for (int i = 0; i < values.Length; i++)
                values[i] *= gain;
        });
    }

    /// <summary>Fills the values of a parameter or buffer of a shape.</summary>
    internal void Fill<T>(CounterRandom random, Shape shape, Span<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] exact = new double[values.Length];
        _fill(random, shape, exact);
        for (int i = 0; i < exact.Length; i++)
            values[i] = T.CreateTruncating(exact[i]);
    }

    // J. Gram and E. Schmidt's method, on whichever are fewer of rows and columns. Twice is enough: what rounding leaves of the
    // others after the first pass, the second takes away.
    private static void Orthogonalize(Span<double> values, int rows, int columns)
    {
        bool byRows = rows <= columns;
        int count = byRows ? rows : columns, length = byRows ? columns : rows;
        int next = byRows ? columns : 1, step = byRows ? 1 : columns;
        for (int i = 0; i < count; i++)
        {
            for (int other = 0; other < 2 * i; other++)
            {
                int j = other % i;
                double dot = Dot(values, i, j);
                for (int k = 0; k < length; k++)
                    values[i * next + k * step] -= dot * values[j * next + k * step];
            }
            double norm = Math.Sqrt(Dot(values, i, i));
            for (int k = 0; k < length; k++)
                values[i * next + k * step] /= norm;
        }

        double Dot(Span<double> x, int i, int j)
        {
            double sum = 0;
            for (int k = 0; k < length; k++)
                sum += x[i * next + k * step] * x[j * next + k * step];
            return sum;
        }
    }

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
