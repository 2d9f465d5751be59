using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Tests.Optim;

/// <summary>Parameters and gradients to optimize with.</summary>
internal static class OptimizerInputs
{
    public const int Steps = 25;

    /// <summary>Two parameters, of 7 and of 30 numbers from 0.5 to 1.5.</summary>
    public static ParameterSet<T> NewSet<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var set = new ParameterSet<T>(("a", [7]), ("b", [5, 6]));
        var random = new CounterRandom(1);
        foreach (var parameter in set)
            for (int i = 0; i < parameter.Values.Length; i++)
                parameter.Values[i] = T.CreateTruncating(random.Uniform((ulong)i) + 0.5);
        return set;
    }

    /// <summary>
    /// In turn zero, tiny, ordinary and huge gradients, of both signs, which an element keeps for its whole life.
    /// </summary>
    public static void Fill<T>(ParameterSet<T> set, int step, double tiny, double huge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new CounterRandom(2, (ulong)step);
        foreach (var parameter in set)
            for (int i = 0; i < parameter.Gradient.Length; i++)
                parameter.Gradient[i] = T.CreateTruncating(
                    (random.Uniform((ulong)i) - 0.5) * (i % 4) switch { 0 => 0, 1 => tiny, 2 => 1, _ => huge });
    }
}
