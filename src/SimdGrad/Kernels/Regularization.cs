using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// What is done to gradient and value before any <see cref="IUpdateRule{T}"/>: g = +-g + Decay * w + L1 * sign(w), then
/// w = w - Shrinkage * w. The default does nothing.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public readonly record struct Regularization<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Whether the gradient changes its sign first, so that what it is the gradient of is maximized.</summary>
    public bool Maximize { get; init; }

    /// <summary>The factor of the L2 penalty's gradient, which is the value.</summary>
    public T Decay { get; init; }

    /// <summary>The factor of the L1 penalty's gradient, which is the value's sign, 0 at 0.</summary>
    public T L1 { get; init; }

    /// <summary>The share of the value that is taken away, whatever the rule makes of the gradient: decoupled decay.</summary>
    public T Shrinkage { get; init; }

    internal bool IsNone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Maximize && Decay == T.Zero && L1 == T.Zero && Shrinkage == T.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Apply<V>(ref V value, ref V gradient) where V : struct, IVec<V, T>
    {
        gradient = V.Fma(V.Splat(Decay), value, Maximize ? -gradient : gradient);
        // The one that costs something, and that few use.
        if (L1 != T.Zero)
            gradient = V.Fma(V.Splat(L1), Tiny.Sign(value), gradient);
        value = V.Fnma(V.Splat(Shrinkage), value, value);
    }
}
