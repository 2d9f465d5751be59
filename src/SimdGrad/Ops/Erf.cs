using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Error function: y = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x; dx = dy * 2 / sqrt(pi) * e^(-x^2).</summary>
public readonly struct Erf : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public double Reference(double x) => ReferenceMath.Erf(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => VecMath.Erf(x);

    // The square is rounded; what that leaves out would be up to 80 ULP of its exponential, which is scaled last, since it is
    // denormal before the derivative is.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        if (V.IsDual)
            x = V.Max(V.Of(-27.5), V.Min(V.Of(27.5), x));
        V square = x * x, factor = V.Of(1.1283791670955126);
        V m = VecMath.Expm1Scaled(-square, V.Fnma(x, x, square), out var n);
        return dy * VecMath.ScaleOrVanish(V.Fma(m, factor, factor), n);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Error function: y = 2 / sqrt(pi) * integral of e^(-t^2) from 0 to x.</summary>
        public Tensor<T> Erf() => x.Apply<Erf>();
    }
}
