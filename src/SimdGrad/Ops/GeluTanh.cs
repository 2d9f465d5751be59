using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Kernels;
using SimdGrad.Simd;

namespace SimdGrad;

/// <summary>
/// Gaussian error linear unit in the approximation by a hyperbolic tangent: y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x +
/// 0.044715 x^3))), which is x * s(z) with the sigmoid s of z = sqrt(8 / pi) * (x + 0.044715 x^3); dx = dy * s * (1 + x * (1
/// - s) * dz/dx).
/// </summary>
public readonly struct GeluTanh : IUnaryOp
{
    private const double LinearTerm = 1.5957691216057308;
    private const double CubicTerm = 0.044715 * LinearTerm;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 3);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 8, Floor: 0.25, From: -2.5, To: -0.25);

    /// <inheritdoc/>
    public double Reference(double x)
    {
        // In double, z must be known more exactly than to a double.
        x = -30 > x ? -30 : x;
        double square = x * x, term = CubicTerm * square, sum = LinearTerm + term;
        double left = LinearTerm > term ? LinearTerm - sum + term : term - sum + LinearTerm;
        left += Math.FusedMultiplyAdd(CubicTerm, square, -term) + CubicTerm * Math.FusedMultiplyAdd(x, x, -square);
        double z = x * sum, rest = Math.FusedMultiplyAdd(x, sum, -z) + x * left;
        return x < 0 ? ReferenceMath.TimesExp(x * (1 + rest), z) / (1 + Math.Exp(z)) : x / (1 + Math.Exp(-z));
    }

    // z is found with the rest that its rounding leaves out, which would be up to 100 ULP of the sigmoid far to the left.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Forward<V>(V x) where V : struct, IVec<V>
    {
        V bounded = V.Max(V.Of(-11.5, -22), V.Min(V.Of(10), x));
        V z = Argument(bounded, out V rest);
        V y = VecMath.SigmoidProduct(z, bounded);
        y = V.CopySign(V.Fma(y, V.Select(x < V.Zero, rest, V.Zero), y), x);
        return V.Select(x < V.Of(10), y, x);
    }

    // The last factor is 0 near -0.7525, where 1 cancels: there the error is that of its terms.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        x = V.Max(V.Of(-11.5, -22), V.Min(V.Of(10), x));
        V z = Argument(x, out V rest);
        V p = VecMath.ExpScaled(-V.Abs(z), out var n);
        p = V.Fma(p, V.Select(x < V.Zero, rest, -rest), p);
        V e = V.ScaleByPow2(p, n), larger = V.One / (V.One + e);
        V slope = x * V.Fma(x * x, V.Of(3 * CubicTerm), V.Of(LinearTerm));
        V left = V.ScaleByPow2(p * larger * V.Fma(slope, larger, V.One), n);
        V right = larger * V.Fma(slope, e * larger, V.One);
        return dy * V.Select(x < V.Zero, left, right);
    }

    // z + rest = x * (LinearTerm + CubicTerm * x^2) to twice the precision, nearly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Argument<V>(V x, out V rest) where V : struct, IVec<V>
    {
        V linear = V.Of(LinearTerm), cubic = V.Of(CubicTerm);
        V square = x * x, term = cubic * square, sum = linear + term;
        // What the rounding of sum, term, square and of both coefficients leaves out.
        V rounded = sum - linear;
        V left = linear - (sum - rounded) + (term - rounded) + V.Fma(cubic, square, -term) + cubic * V.Fma(x, x, -square);
        if (!V.IsDouble)
            left += V.Fma(V.Of(CubicTerm - (float)CubicTerm), square, V.Of(LinearTerm - (float)LinearTerm));
        V z = x * sum;
        rest = V.Fma(x, sum, -z) + x * left;
        return z;
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Gaussian error linear unit in the approximation by a hyperbolic tangent:
        /// y = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))).
        /// </summary>
        public Tensor<T> GeluTanh() => x.Apply<GeluTanh>();
    }
}
