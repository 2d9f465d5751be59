using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// An elementwise function y = f(a, b) with its derivatives. A type that implements this is at once a span kernel and a
/// tape operation; tests and benchmarks find it by its existence.
/// </summary>
public interface IBinaryOp
{
    /// <summary>f(a, b) in plain double arithmetic: what the vector form is tested against.</summary>
    static abstract double Reference(double a, double b);

    /// <summary>y = f(a, b).</summary>
    static abstract V Forward<V>(V a, V b) where V : struct, IVec<V>;

    /// <summary>da = dy * df/da and db = dy * df/db.</summary>
    static abstract (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V>;
}
