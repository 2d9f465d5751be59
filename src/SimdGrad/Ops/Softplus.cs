using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>Softplus: y = log(1 + e^(beta x)) / beta; dx = dy / (1 + e^(-beta x)).</summary>
/// <remarks>There is no threshold beyond which it is x, as in PyTorch: it is exact, and does not overflow, everywhere.</remarks>
public readonly struct Softplus : IUnaryOp
{
    private readonly double _beta, _inverse;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 4);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4);

    /// <summary>Makes the function with beta = 1, as in PyTorch.</summary>
    public Softplus() : this(1)
    {
    }

    /// <summary>Makes the function.</summary>
    /// <param name="beta">How sharp the bend at 0 is; ReLU is the limit of large ones.</param>
    /// <exception cref="ArgumentOutOfRangeException">beta is not positive and finite.</exception>
    public Softplus(double beta)
    {
        if (!(beta > 0 && double.IsFinite(beta)))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "beta must be positive and finite.");
        _beta = beta;
        _inverse = 1 / beta;
    }

    /// <inheritdoc/>
    public double Reference(double x)
    {
        double size = Math.Min(Math.Abs(x), 1e18), product = size * _beta, rest = Math.FusedMultiplyAdd(size, _beta, -product);
        return Math.Max(x, 0) + ReferenceMath.Log1p(Math.Exp(-product) * (1 - rest)) / _beta;
    }

    // The product is rounded; what that leaves out would be up to 50 ULP of its exponential.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V left = V.Max(V.Of(-1e18), V.CopySign(x, V.Of(-1))), beta = V.OfVariable(_beta);
        V product = left * beta, rest = V.Fms(left, beta, product), e = VecMath.ExpOfNonPositive(product);
        return V.Max(V.Zero, x) + VecMath.Log1pOfUnit(V.Fma(e, rest, e)) * V.OfVariable(_inverse);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V bounded = V.Max(V.Of(-1e18), V.Min(V.Of(1e18), x)), beta = V.OfVariable(_beta);
        V product = bounded * beta, rest = V.Fms(bounded, beta, product), s = VecMath.Sigmoid(product);
        return dy * V.Fma(s, V.Select(x < V.Zero, rest, V.Zero), s);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Softplus: y = log(1 + e^(beta x)) / beta.</summary>
        /// <param name="beta">How sharp the bend at 0 is; ReLU is the limit of large ones.</param>
        /// <exception cref="ArgumentOutOfRangeException">beta is not positive and finite.</exception>
        public Tensor<T> Softplus(double beta = 1) => x.Apply(new Softplus(beta));
    }
}
