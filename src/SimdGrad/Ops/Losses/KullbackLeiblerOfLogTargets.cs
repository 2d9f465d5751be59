using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// <see cref="KullbackLeibler"/> with targets that are logarithms too: l = exp(u) (u - x), 0 where exp(u) is 0;
/// dl/dx = -exp(u).
/// </summary>
public readonly struct KullbackLeiblerOfLogTargets : ILoss
{
    /// <inheritdoc/>
    public double Reference(double prediction, double target) =>
        Math.Exp(target) == 0 && !double.IsNaN(prediction) ? 0 : Math.Exp(target) * (target - prediction);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (V Loss, V Gradient) Evaluate<V>(V prediction, V target) where V : struct, IVec<V>
    {
        V p = VecMath.Exp(target);
        V ifZero = V.Select(prediction <= V.Of(double.PositiveInfinity), p, prediction);
        return (V.Select(p > V.Zero, p * (target - prediction), ifZero), V.Zero - p);
    }
}
