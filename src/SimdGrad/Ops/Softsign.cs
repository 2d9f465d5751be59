using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Softsign: y = x / (1 + |x|); dx = dy / (1 + |x|)^2.</summary>
public readonly struct Softsign : IUnaryOp
{
    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 2);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public double Reference(double x) => double.IsInfinity(x) ? Math.Sign(x) : x / (1 + Math.Abs(x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        // From here on the result is 1 or -1; without a bound infinity would be NaN.
        x = V.Max(V.Of(-1e30), V.Min(V.Of(1e30), x));
        return x / (V.One + V.Abs(x));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V sum = V.One + V.Abs(x);
        return dy / sum / sum;
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Softsign: y = x / (1 + |x|).</summary>
        public Tensor<T> Softsign() => x.Apply<Softsign>();
    }
}
