using System.Globalization;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Checks gradients against differences of the function, in double precision.</summary>
/// <remarks>
/// A function of several elements is checked through a random linear combination of them, which is the seed of the backward
/// pass. Each input element is moved by steps that shrink fourfold; central differences, extrapolated to step zero
/// (L. F. Richardson), are taken where two successive ones agree best. Where the function has a kink, as ReLU at 0, the
/// one-sided slopes differ at every step; the gradient then passes if it lies between them.
/// </remarks>
public static class GradCheck
{
    /// <summary>The largest difference that passes, relative to the larger of the two numbers and 1.</summary>
    public const double DefaultTolerance = 1e-6;

    private const int Steps = 10;

    /// <summary>Throws unless the gradients of <paramref name="function"/> at a point are its derivatives.</summary>
    /// <param name="function">Records the function of the tensors that it is given, one for each input, on their tape.</param>
    /// <param name="inputs">The point.</param>
    /// <param name="tolerance">The largest difference that passes, relative to the larger of the two numbers and 1.</param>
    /// <param name="seed">What the random combination of output elements is a function of.</param>
    /// <exception cref="GradCheckException">
    /// A gradient is wrong, or not finite. The message names the input, the element, both numbers, the tolerance and the seed
    /// of the element that is furthest off.
    /// </exception>
    /// <exception cref="ArgumentException">An input's shape does not fit its values; or what the function throws.</exception>
    public static void Check(
        Func<Tensor<double>[], Tensor<double>> function, IReadOnlyList<GradCheckInput> inputs,
        double tolerance = DefaultTolerance, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        using var tape = new Tape<double>();
        var tensors = new Tensor<double>[inputs.Count];
        var points = new double[inputs.Count][];
        for (int i = 0; i < inputs.Count; i++)
            points[i] = [.. inputs[i].Values ?? throw new ArgumentException($"inputs[{i}] has no values.", nameof(inputs))];

        var output = Record();
        var shape = output.Shape;
        double[] weights = new double[shape.Length];
        var random = new CounterRandom(seed);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = random.Uniform((ulong)i) + 0.5;
        if (weights.Length > 0)
            output.Backward(weights);
        // The passes for the differences use the memory anew.
        double[][] gradients =
            [.. tensors.Select((t, i) => t.Gradient.IsEmpty ? new double[points[i].Length] : t.Gradient.ToArray())];

        double worst = 0;
        string? failure = null;
        for (int i = 0; i < points.Length; i++)
        {
            for (int j = 0; j < points[i].Length; j++)
            {
                double error = Compare(i, j, out string description);
                // A NaN is as far off as can be.
                if (!(error <= tolerance) && !(error <= worst) && !double.IsNaN(worst))
                {
                    worst = error;
                    failure = description;
                }
            }
        }
        if (failure is not null)
            throw new GradCheckException(failure);

        Tensor<double> Record()
        {
            tape.Reset();
            for (int i = 0; i < tensors.Length; i++)
                tensors[i] = tape.Variable(points[i], inputs[i].Shape);
            return function(tensors);
        }

        double Evaluate(int input, int element, double x)
        {
            double before = points[input][element];
            points[input][element] = x;
            var moved = Record();
            points[input][element] = before;
            if (moved.Shape != shape)
                throw new ArgumentException(
                    $"function gave shape {shape} at the point and {moved.Shape} beside it; it must always give one shape.",
                    nameof(function));
            var values = moved.Values;
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
                sum += weights[i] * values[i];
            return sum;
        }

        double Compare(int input, int element, out string description)
        {
            double x = points[input][element];
            double analytic = gradients[input][element];
            var slopes = Slopes(h => Evaluate(input, element, h), x);
            double scale = Math.Max(1, Math.Max(Math.Abs(analytic), Math.Abs(slopes.Central)));
            double error = Math.Abs(analytic - slopes.Central) / scale;
            double low = Math.Min(slopes.Left, slopes.Right), high = Math.Max(slopes.Left, slopes.Right);
            if (slopes.IsKink && analytic >= low - tolerance * scale && analytic <= high + tolerance * scale)
                error = 0;
            description = string.Create(
                CultureInfo.InvariantCulture,
                $"The gradient of input {input} {inputs[input].Shape} at element {element}, where x = {x:R}, is {analytic:R}; "
                + $"differences give {slopes.Central:R}{(slopes.IsKink ? $" between the slopes {low:R} and {high:R}" : "")}. "
                + $"The relative error is {error:E1}, the tolerance {tolerance:E1}, the seed {seed}.");
            return error;
        }
    }

    private static (double Central, double Left, double Right, bool IsKink) Slopes(Func<double, double> f, double x)
    {
        double center = f(x);
        Span<double> centrals = stackalloc double[Steps], lefts = stackalloc double[Steps], rights = stackalloc double[Steps];
        double h = 1e-2 * Math.Max(1, Math.Abs(x));
        for (int i = 0; i < Steps; i++, h /= 4)
        {
            // The steps that x + h and x - h really make, after rounding.
            double above = x + h, below = x - h;
            double up = f(above), down = f(below);
            lefts[i] = (center - down) / (x - below);
            rights[i] = (up - center) / (above - x);
            centrals[i] = (up - down) / (above - below);
        }
        double best = centrals[^1], smallest = double.PositiveInfinity, previous = double.NaN;
        for (int i = 1; i < Steps; i++)
        {
            double extrapolated = centrals[i] + (centrals[i] - centrals[i - 1]) / 15;
            double change = Math.Abs(extrapolated - previous);
            if (change < smallest)
            {
                smallest = change;
                best = extrapolated;
            }
            previous = extrapolated;
        }
        // Where f is smooth the gap of the one-sided slopes shrinks with h. At a kink it stays, and close to one it stays as long
        // as the steps reach over it; the smallest of those steps tells the slopes best.
        for (int i = Steps - 1; i >= 2; i--)
        {
            double gap = Math.Abs(rights[i] - lefts[i]), before = Math.Abs(rights[i - 2] - lefts[i - 2]);
            if (gap > 0.5 * before && gap > 1e-5 * Math.Max(1, Math.Abs(best)))
                return (best, lefts[i], rights[i], true);
        }
        return (best, lefts[^1], rights[^1], false);
    }
}
