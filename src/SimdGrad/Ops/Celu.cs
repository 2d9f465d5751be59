using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Continuously differentiable exponential linear unit: y = x where x &gt; 0, alpha * (e^(x / alpha) - 1) elsewhere; dx = dy
/// where x &gt; 0, dy * e^(x / alpha) elsewhere (J. T. Barron, arXiv:1704.07483).
/// </summary>
public readonly struct Celu : IUnaryOp
{
    private readonly double _alpha, _inverse;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <summary>Makes the function with alpha = 1, as in PyTorch.</summary>
    public Celu() : this(1)
    {
    }

    /// <summary>Makes the function.</summary>
    /// <param name="alpha">What -y tends to for large negative x.</param>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not positive and finite.</exception>
    public Celu(double alpha)
    {
        if (!(alpha > 0 && double.IsFinite(alpha)))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha must be positive and finite.");
        _alpha = alpha;
        _inverse = 1 / alpha;
    }

    /// <inheritdoc/>
    public double Reference(double x) => x > 0 ? x : _alpha * ReferenceMath.Expm1(x / _alpha);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V alpha = V.OfVariable(_alpha), y = alpha * VecMath.Expm1(x / alpha);
        return V.Select(x > V.Zero, x, y);
    }

    // The quotient is rounded; what that leaves out would be up to 50 ULP of its exponential.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V alpha = V.OfVariable(_alpha);
        V bounded = V.Max(V.Of(-1e18), x), quotient = bounded / alpha;
        V rest = V.Fnma(quotient, alpha, bounded) * V.OfVariable(_inverse), e = VecMath.Exp(quotient);
        return V.Select(x > V.Zero, dy, dy * V.Fma(e, rest, e));
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Continuously differentiable exponential linear unit: y = x where x &gt; 0, alpha * (e^(x / alpha) - 1) elsewhere.
        /// </summary>
        /// <param name="alpha">What -y tends to for large negative x.</param>
        /// <exception cref="ArgumentOutOfRangeException">alpha is not positive and finite.</exception>
        public Tensor<T> Celu(double alpha = 1) => x.Apply(new Celu(alpha));
    }
}
