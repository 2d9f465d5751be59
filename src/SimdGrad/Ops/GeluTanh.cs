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

    // The linear term rounded to 20 (float) and 47 (double) digits behind the point.
    private const double Linear32 = 1.595768928527832;
    private const double Linear64 = 1.5957691216057341;

    /// <inheritdoc/>
    public static Accuracy ForwardAccuracy => new(MaxUlp: 3);

    /// <inheritdoc/>
    public static Accuracy BackwardAccuracy => new(MaxUlp: 4, Floor: 0.25, From: -2.5, To: -0.25);

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
        // Far to the left the sigmoid is 0, whatever z is; far to the right it is 1, and the product x.
        V factor = BoundDual(x);
        V z = Argument(V.Min(V.Of(10), factor), out V rest, out _);
        return V.CopySign(VecMath.SigmoidProduct(z, rest, factor), x);
    }

    // As that of SiLU, with x dz/dx in the place of x. The sum is 0 near -0.7525, where its terms cancel: there the error is that
    // of the terms.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>
    {
        V left = BoundDual(V.CopySign(x, V.Of(-1)));
        V z = Argument(left, out V rest, out V square), cubic = V.Of(2 * CubicTerm) * square;
        V m = VecMath.Expm1Scaled(z, rest, out var n), sumOfM = V.One + m, e = VecMath.ScaleOrVanish(sumOfM, n);
        V larger = V.Fma(left, cubic, V.One + z), smaller = e + rest, sum = larger + smaller, divisor = V.One + e;
        V slope = VecMath.ScaleOrVanish(
            VecMath.ProductOverSquare(
                sum, smaller - (sum - larger), sumOfM, m - (sumOfM - V.One), divisor, e - (divisor - V.One)), n);
        return dy * V.Select(x < V.Zero, slope, V.One - slope);
    }

    // Infinity times 0 is not 0 where nothing is masked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V BoundDual<V>(V x) where V : struct, IVec<V> => V.IsDual ? V.Max(V.Of(-22), x) : x;

    // z + rest = x * (LinearTerm + CubicTerm * x^2) to twice the precision, nearly. The first coefficient is rounded to so few
    // bits that it can be subtracted from the sum without an error.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Argument<V>(V x, out V rest, out V square) where V : struct, IVec<V>
    {
        V linear = V.Of(Linear32, Linear64), cubic = V.Of(CubicTerm);
        square = x * x;
        V sum = V.Fma(cubic, square, linear);
        V low = V.Fma(V.Of(CubicTerm - (float)CubicTerm, 0), square, V.Of(LinearTerm - Linear32, LinearTerm - Linear64));
        V left = V.Fma(cubic, square, linear - sum) + V.Fma(cubic, V.Fms(x, x, square), low);
        V z = x * sum;
        rest = V.Fma(x, left, V.Fms(x, sum, z));
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
