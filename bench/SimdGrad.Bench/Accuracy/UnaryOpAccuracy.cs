using SimdGrad.Kernels;

namespace SimdGrad.Bench;

/// <summary>An elementwise operation with its default parameters, in float beside its own formula in double.</summary>
internal sealed class UnaryOpAccuracy<TOp> : IOpAccuracy where TOp : struct, IUnaryOp
{
    // Of float.
    private const double SmallestNormal = 1.1754943508222875e-38;

    /// <inheritdoc/>
    public AccuracyCase Value(string name) => new Values(name);

    /// <inheritdoc/>
    public AccuracyCase Derivative(string name) => new Derivatives(name);

    private static double[] Doubles(float[] x) => Array.ConvertAll(x, value => (double)value);

    private sealed class Values(string name) : AccuracyCase(name, "value", TOp.ForwardAccuracy)
    {
        public override void Evaluate(float[] x, float[] actual, double[] exact, double[] floors)
        {
            Map.Forward<TOp, float>(x, actual);
            Map.Forward<TOp, double>(Doubles(x), exact);
            for (int i = 0; i < x.Length; i++)
                floors[i] = Bound.FloorAt(x[i]);
        }
    }

    // For the y of float, and a dy of any size from -8 to 8. A denormal derivative may be the product of one that is denormal
    // itself and a large dy; and where y overflows, so may what the derivative is made of.
    private sealed class Derivatives(string name) : AccuracyCase(name, "derivative", TOp.BackwardAccuracy)
    {
        public override void Evaluate(float[] x, float[] actual, double[] exact, double[] floors)
        {
            float[] y = new float[x.Length], dy = new float[x.Length];
            for (int i = 0; i < x.Length; i++)
                dy[i] = ((uint)i * 2654435769 >> 8) * (1f / (1 << 20)) - 8;
            Map.Forward<TOp, float>(x, y);
            Map.Backward<TOp, float>(x, y, dy, actual);
            Map.Backward<TOp, double>(Doubles(x), Doubles(y), Doubles(dy), exact);
            for (int i = 0; i < x.Length; i++)
            {
                floors[i] = Bound.FloorAt(x[i]) * Math.Abs(dy[i]);
                if (!float.IsFinite(y[i]) || Math.Abs(exact[i]) < SmallestNormal * Math.Abs(dy[i]))
                    (actual[i], exact[i]) = (float.NaN, double.NaN);
            }
        }
    }
}
