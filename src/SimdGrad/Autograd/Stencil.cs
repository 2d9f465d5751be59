namespace SimdGrad;

/// <summary>
/// The output of a function at points on both sides of x, at distances that shrink fourfold, from which follow the derivatives of
/// its elements by x: central differences, extrapolated to distance zero (L. F. Richardson), where two successive ones agree
/// best.
/// </summary>
internal sealed class Stencil
{
    // What an element of the output is taken to err by: two units in its last place.
    internal const double Roundoff = 1.0 / (1L << 51);

    private const int Steps = 10;

    private readonly double[] _center;
    private readonly double[][] _above = new double[Steps][], _below = new double[Steps][];
    private readonly double[] _up = new double[Steps], _down = new double[Steps];
    private readonly bool[] _depends;

    /// <summary>Takes the values at all distances.</summary>
    public Stencil(Func<double, double[]> f, double[] center, double x)
    {
        _center = center;
        _depends = Dependent(f, center.Length);
        double h = 1e-2 * Math.Max(1, Math.Abs(x));
        for (int i = 0; i < Steps; i++, h /= 4)
        {
            // The steps that x + h and x - h really make, after rounding.
            double above = x + h, below = x - h;
            (_above[i], _up[i]) = (f(above), above - x);
            (_below[i], _down[i]) = (f(below), x - below);
            for (int output = 0; output < center.Length; output++)
                _depends[output] |= !_above[i][output].Equals(_below[i][output]);
        }
    }

    /// <summary>The derivative of one element of the output.</summary>
    public Slopes Of(int output) => Of((to, from) => Difference(to, from, output));

    /// <summary>The derivative of a combination of the elements of the output.</summary>
    // Each element is subtracted from itself before the elements are added, so that large ones that do not depend on x do not
    // swallow the digits of the others.
    public Slopes Of(double[] weights) => Of((to, from) =>
    {
        double difference = 0, magnitude = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            var (d, m) = Difference(to, from, i);
            difference += weights[i] * d;
            magnitude += Math.Abs(weights[i]) * m;
        }
        return (difference, magnitude);
    });

    private (double Difference, double Magnitude) Difference(double[] to, double[] from, int i) =>
        _depends[i] ? (to[i] - from[i], Math.Abs(to[i]) + Math.Abs(from[i])) : (0, 0);

    private Slopes Of(Func<double[], double[], (double Difference, double Magnitude)> subtract)
    {
        Span<double> centrals = stackalloc double[Steps], lefts = stackalloc double[Steps], rights = stackalloc double[Steps];
        Span<double> roundoffs = stackalloc double[Steps];
        for (int i = 0; i < Steps; i++)
        {
            lefts[i] = subtract(_center, _below[i]).Difference / _down[i];
            rights[i] = subtract(_above[i], _center).Difference / _up[i];
            var (difference, magnitude) = subtract(_above[i], _below[i]);
            centrals[i] = difference / (_up[i] + _down[i]);
            roundoffs[i] = Roundoff * magnitude / (_up[i] + _down[i]);
        }
        double best = centrals[^1], smallest = double.PositiveInfinity, previous = double.NaN, roundoff = roundoffs[^1];
        for (int i = 1; i < Steps; i++)
        {
            double extrapolated = centrals[i] + (centrals[i] - centrals[i - 1]) / 15;
            double doubt = Math.Abs(extrapolated - previous) + roundoffs[i];
            if (doubt < smallest)
            {
                smallest = doubt;
                best = extrapolated;
                roundoff = roundoffs[i];
            }
            previous = extrapolated;
        }
        // Where f is smooth the gap of the one-sided slopes shrinks with h. At a kink it stays, and close to one it stays as long
        // as the steps reach over it; the smallest of those steps tells the slopes best.
        for (int i = Steps - 1; i >= 2; i--)
        {
            double gap = Math.Abs(rights[i] - lefts[i]), before = Math.Abs(rights[i - 2] - lefts[i - 2]);
            if (gap > 0.5 * before && gap > 1e-5 * Math.Max(1, Math.Abs(best)) && gap > 4 * roundoffs[i])
                return new Slopes(best, lefts[i], rights[i], true, roundoff);
        }
        return new Slopes(best, lefts[^1], rights[^1], false, roundoff);
    }

    // Which elements depend on x: they become NaN with it. Whether they change alone would not tell, since rounding may swallow
    // that; those that do change without becoming NaN, as a power does whose exponent a comparison makes 0, are found by that.
    private static bool[] Dependent(Func<double, double[]> f, int count)
    {
        try
        {
            return [.. f(double.NaN).Select(double.IsNaN)];
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException or InvalidOperationException)
        {
            // The function rejects NaN.
            return [.. Enumerable.Repeat(true, count)];
        }
    }
}
