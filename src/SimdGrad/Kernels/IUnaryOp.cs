using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// An elementwise function y = f(x) with its derivative. A type that implements this is at once a span kernel, a tape
/// operation, a module and an activation fused into the matrix product; tests and benchmarks find it by its existence.
/// </summary>
public interface IUnaryOp
{
    /// <summary>
    /// Whether <see cref="Backward"/> reads x. False when y alone tells the derivative; a fused layer then need not keep x.
    /// </summary>
    static abstract bool BackwardReadsInput { get; }

    /// <summary>f(x) in plain double arithmetic: what the vector form is tested against.</summary>
    static abstract double Reference(double x);

    /// <summary>y = f(x).</summary>
    static abstract V Forward<V>(V x) where V : struct, IVec<V>;

    /// <summary>dx = dy * f'(x), from x, y = f(x) and the gradient dy with respect to y.</summary>
    static abstract V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>;
}
