using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>As <see cref="RowLosses.CosineEmbedding"/>, on checked operands.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct CosineKernel<T>(
    ReadOnlySpan<T> a, ReadOnlySpan<T> b, int columns, ReadOnlySpan<T> targets, T margin, T scale, Span<T> losses,
    Span<T> gradientA, Span<T> gradientB) : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // PyTorch's: what keeps the cosine of a row of zeros from being NaN.
    private const double Epsilon = 1e-12;

    private readonly ReadOnlySpan<T> _a = a, _b = b, _targets = targets;
    private readonly Span<T> _losses = losses, _gradientA = gradientA, _gradientB = gradientB;

    public void Run<V>() where V : struct, IVec<V, T>
    {
        T epsilon = T.CreateTruncating(Epsilon);
        for (int r = 0; r < _targets.Length; r++)
        {
            ReadOnlySpan<T> u = _a.Slice(r * columns, columns), v = _b.Slice(r * columns, columns);
            T squareU = Dot<V>(u, u) + epsilon, squareV = Dot<V>(v, v) + epsilon;
            // Two roots, since the product of the squares overflows sooner.
            T norms = T.Sqrt(squareU) * T.Sqrt(squareV), cosine = Dot<V>(u, v) / norms;
            bool isAlike = _targets[r] > T.Zero;
            // The comparison is false for NaN, which then is the loss, and the gradient.
            bool isIdle = !isAlike && cosine <= margin;
            _losses[r] = isAlike ? T.One - cosine : isIdle ? T.Zero : cosine - margin;
            T slope = isIdle ? T.Zero : isAlike ? -scale : scale;
            if (!_gradientA.IsEmpty)
                Differentiate<V>(slope, cosine, squareU, norms, u, v, _gradientA.Slice(r * columns, columns));
            if (!_gradientB.IsEmpty)
                Differentiate<V>(slope, cosine, squareV, norms, v, u, _gradientB.Slice(r * columns, columns));
        }
    }

    private static T Dot<V>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where V : struct, IVec<V, T> =>
        Fold.Run<AddCombine, DotTerm<T>, V, T>(new(x, y), 0, x.Length);

    // slope * (other / norms - x * cosine / square), the derivative of the cosine by x.
    private static void Differentiate<V>(
        T slope, T cosine, T square, T norms, ReadOnlySpan<T> x, ReadOnlySpan<T> other, Span<T> gradient)
        where V : struct, IVec<V, T>
    {
        Axpy.Run<V, T>(slope / norms, other, gradient, accumulate: false);
        Axpy.Run<V, T>(-slope * cosine / square, x, gradient, accumulate: true);
    }
}
