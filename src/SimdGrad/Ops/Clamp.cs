using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Limits to an interval: y = min(max(x, min), max), NaN if x is; dx = dy where min &lt;= x &lt;= max (also at the bounds), 0
/// elsewhere.
/// </summary>
public readonly struct Clamp : IUnaryOp
{
    private readonly double _min, _max;

    /// <inheritdoc/>
    public static bool IsCheap => true;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Rounded;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Exact;

    /// <summary>Makes the function without bounds, the identity.</summary>
    public Clamp() : this(double.NegativeInfinity, double.PositiveInfinity)
    {
    }

    /// <summary>Makes the function.</summary>
    /// <param name="min">The lower bound.</param>
    /// <param name="max">The upper bound.</param>
    /// <exception cref="ArgumentException">A bound is NaN, or the lower one exceeds the upper one.</exception>
    public Clamp(double min, double max)
    {
        if (!(min <= max))
            throw new ArgumentException($"min is {min} and max is {max}; min must not exceed max.", nameof(max));
        _min = min;
        _max = max;
    }

    /// <inheritdoc/>
    public double Reference(double x) => _min > x ? _min : _max < x ? _max : x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => V.Min(V.OfVariable(_max), V.Max(V.OfVariable(_min), x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> =>
        V.Select(x < V.OfVariable(_min), V.Zero, V.Select(x > V.OfVariable(_max), V.Zero, dy));
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Limits to an interval: y = min(max(x, min), max).</summary>
        /// <param name="min">The lower bound.</param>
        /// <param name="max">The upper bound.</param>
        /// <exception cref="ArgumentException">A bound is NaN, or the lower one exceeds the upper one.</exception>
        public Tensor<T> Clamp(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
            x.Apply(new Clamp(min, max));
    }
}
