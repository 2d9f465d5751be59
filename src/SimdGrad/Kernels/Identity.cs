using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The identity: y = x; dx = dy. The activation of a layer that has none.</summary>
public readonly struct Identity : IUnaryOp
{
    /// <inheritdoc/>
    public static bool BackwardReadsInput => false;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => Accuracy.Exact;

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => Accuracy.Exact;

    /// <inheritdoc/>
    public double Reference(double x) => x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V> => x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V> => dy;
}
