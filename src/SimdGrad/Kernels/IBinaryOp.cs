using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// An elementwise function y = f(a, b) with its derivatives. A type that implements this is at once a span kernel and a
/// tape operation; tests and benchmarks find it by its existence.
/// </summary>
/// <remarks>For parameters of the function see <see cref="IUnaryOp"/>.</remarks>
public interface IBinaryOp
{
    /// <inheritdoc cref="IUnaryOp.IsCheap"/>
    static virtual bool IsCheap => false;

    /// <summary>How exact <see cref="Forward"/> is.</summary>
    static virtual Accuracy ForwardAccuracy => Accuracy.Unstated;

    /// <summary>How exact <see cref="Backward"/> is.</summary>
    static virtual Accuracy BackwardAccuracy => Accuracy.Unstated;

    /// <summary>f(a, b) in plain double arithmetic: what the vector form is tested against.</summary>
    double Reference(double a, double b);

    /// <summary>y = f(a, b).</summary>
    V Forward<V>(V a, V b) where V : struct, IVec<V>;

    /// <summary>da = dy * df/da and db = dy * df/db.</summary>
    (V Da, V Db) Backward<V>(V a, V b, V dy) where V : struct, IVec<V>;
}
