using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Exponential linear unit: y = x where x &gt; 0, alpha * (e^x - 1) elsewhere; dx = dy where x &gt; 0, dy * alpha * e^x
/// elsewhere (also at 0).
/// </summary>
public readonly struct Elu : IUnaryOp
{
    private readonly double _alpha;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <summary>Makes the function with alpha = 1, as in PyTorch.</summary>
    public Elu() : this(1)
    {
    }

    /// <summary>Makes the function.</summary>
    /// <param name="alpha">What -y tends to for large negative x.</param>
    /// <exception cref="ArgumentOutOfRangeException">alpha is NaN or infinite.</exception>
    public Elu(double alpha)
    {
        if (!double.IsFinite(alpha))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "alpha must be finite.");
        _alpha = alpha;
    }

    /// <inheritdoc/>
    public double Reference(double x) => x > 0 ? x : _alpha * ReferenceMath.Expm1(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Select(x > V.Zero, x, V.OfVariable(_alpha) * VecMath.Expm1(x));

    // Not y + alpha, which for large negative x is what was rounded away from y.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> =>
        V.Select(x > V.Zero, dy, dy * V.OfVariable(_alpha) * VecMath.Exp(x));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Exponential linear unit: y = x where x &gt; 0, alpha * (e^x - 1) elsewhere.</summary>
        /// <param name="alpha">What -y tends to for large negative x.</param>
        /// <exception cref="ArgumentOutOfRangeException">alpha is NaN or infinite.</exception>
        public Tensor<T> Elu(double alpha = 1) => x.Apply(new Elu(alpha));
    }
}
