using SimdGrad.Data;
using SimdGrad.Simd;

namespace Resume;

/// <summary>Two spirals, one inside the other: points that a straight line does not tell apart.</summary>
internal static class Spirals
{
    private const double Turns = 1.5;
    private const double Noise = 0.02;

    /// <summary>Makes points, half of them of each spiral; the target tells which.</summary>
    public static Dataset<float> Make(int points, ulong seed)
    {
        var random = new CounterRandom(seed);
        var coordinates = new float[2 * points];
        var targets = new float[points];
        for (int i = 0; i < points; i++)
        {
            double radius = Math.Sqrt(random.Uniform(3 * (ulong)i));
            double angle = 2 * Math.PI * Turns * radius + Math.PI * (i % 2);
            coordinates[2 * i] = (float)(radius * Math.Cos(angle) + Noise * random.Normal(3 * (ulong)i + 1));
            coordinates[2 * i + 1] = (float)(radius * Math.Sin(angle) + Noise * random.Normal(3 * (ulong)i + 2));
            targets[i] = i % 2;
        }
        return new Dataset<float>(coordinates, 2, targets, 1);
    }
}
