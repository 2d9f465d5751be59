using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Leaky rectified linear unit: y = x where x &gt; 0, slope * x elsewhere; dx = dy where x &gt; 0, slope * dy elsewhere (also
/// at 0).
/// </summary>
public readonly struct LeakyRelu : IUnaryOp
{
    private const double DefaultSlope = 0.01;

    private readonly double _slope;

    /// <summary>Makes the function with slope 0.01, as in PyTorch.</summary>
    public LeakyRelu() : this(DefaultSlope)
    {
    }

    /// <summary>Makes the function.</summary>
    /// <param name="negativeSlope">The slope left of 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is NaN or infinite.</exception>
    public LeakyRelu(double negativeSlope)
    {
        if (!double.IsFinite(negativeSlope))
            throw new ArgumentOutOfRangeException(nameof(negativeSlope), negativeSlope, "The slope is a finite number.");
        _slope = negativeSlope;
    }

    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(1.5);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(1.5);

    /// <inheritdoc/>
    public double Reference(double x) => x > 0 ? x : _slope * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Select(x > V.Zero, x, V.OfVariable(_slope) * x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => V.Select(x > V.Zero, dy, V.OfVariable(_slope) * dy);
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Leaky rectified linear unit: y = x where x &gt; 0, slope * x elsewhere.</summary>
        /// <param name="negativeSlope">The slope left of 0.</param>
        /// <exception cref="ArgumentOutOfRangeException">The slope is NaN or infinite.</exception>
        public Tensor<T> LeakyRelu(double negativeSlope = 0.01) => x.Apply(new LeakyRelu(negativeSlope));
    }
}
