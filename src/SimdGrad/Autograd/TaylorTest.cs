namespace SimdGrad;

/// <summary>
/// The remainder of Taylor's series, e(h) = |f(x + h v) - f(x) - h s| for a direction v and the slope s in it. It is of order
/// h^2 if s is right, and of order h if not, so halving h makes it fall fourfold or twofold.
/// </summary>
internal sealed class TaylorTest
{
    private const int Halvings = 30;

    // A remainder is told from rounding where it is this many times larger.
    private const double Clear = 30;

    // Between the factors two and four.
    private const double Least = 3;

    /// <summary>Makes the test with a combination of the outputs and its gradients.</summary>
    /// <param name="function">The function.</param>
    /// <param name="weights">What each element of the output is multiplied by.</param>
    /// <param name="gradients">The gradients of that sum with respect to the inputs.</param>
    /// <param name="direction">The direction v.</param>
    /// <param name="tolerance">How far the slope may be off, relative to the larger of its size and 1.</param>
    public TaylorTest(
        GradCheckFunction function, double[] weights, double[][] gradients, double[][] direction, double tolerance)
    {
        double slope = 0;
        for (int i = 0; i < direction.Length; i++)
            for (int j = 0; j < direction[i].Length; j++)
                slope += gradients[i][j] * direction[i][j];
        Fall = double.NaN;
        double scale = Math.Max(1, Math.Abs(slope)), h = 1.0 / 64, previous = double.NaN;
        for (int step = 0; step < Halvings; step++, h /= 2)
        {
            double[] moved = function.Evaluate(direction, h);
            double difference = 0, magnitude = 0;
            for (int i = 0; i < weights.Length; i++)
            {
                difference += weights[i] * (moved[i] - function.Center[i]);
                magnitude += Math.Abs(weights[i]) * (Math.Abs(moved[i]) + Math.Abs(function.Center[i]));
            }
            double remainder = Math.Abs(difference - h * slope), roundoff = Clear * Stencil.Roundoff * magnitude;
            bool isHidden = roundoff > GradCheck.InconclusiveFactor * tolerance * h * scale;
            if (remainder <= tolerance * h * scale || remainder <= roundoff)
            {
                // The slope is within the tolerance, or the remainder within the rounding. Then it matters how it came there, and
                // whether rounding hides what is within the tolerance.
                Passes = !isHidden && (remainder <= tolerance * h * scale || !(Fall < Least));
                return;
            }
            // A NaN at first may be beyond the domain of the function.
            Fall = previous / remainder;
            previous = remainder;
        }
    }

    /// <summary>Whether the slope is right.</summary>
    public bool Passes { get; }

    /// <summary>By which factor the remainder fell at the last halving: four if the slope is right, two if not.</summary>
    public double Fall { get; }
}
