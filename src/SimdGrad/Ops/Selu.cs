using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Scaled exponential linear unit: y = scale * x where x &gt; 0, scale * alpha * (e^x - 1) elsewhere; dx = scale * dy where x
/// &gt; 0, scale * alpha * dy * e^x elsewhere (G. Klambauer et al., arXiv:1706.02515).
/// </summary>
public readonly struct Selu : IUnaryOp
{
    private const double Alpha = 1.6732632423543772;
    private const double Scale = 1.0507009873554805;

    // Scale * Alpha rounded to the element type, and the rest of it.
    private const double High32 = (float)(Scale * Alpha);
    private const double Low32 = Scale * Alpha - High32;
    private const double High64 = Scale * Alpha;
    private const double Low64 = 0;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 3);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public double Reference(double x) => x > 0 ? Scale * x : Scale * Alpha * ReferenceMath.Expm1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V e = VecMath.Expm1(x);
        V negative = V.Fma(e, V.Of(High32, High64), e * V.Of(Low32, Low64));
        return V.Select(x > V.Zero, x * V.Of(Scale), negative);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> =>
        V.Select(x > V.Zero, dy * V.Of(Scale), dy * VecMath.Exp(x) * V.Of(Scale * Alpha));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Scaled exponential linear unit: y = scale * x where x &gt; 0, scale * alpha * (e^x - 1) elsewhere.</summary>
        public Tensor<T> Selu() => x.Apply<Selu>();
    }
}
