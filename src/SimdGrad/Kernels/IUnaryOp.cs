using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// An elementwise function y = f(x) with its derivative. A type that implements this is at once a span kernel, a tape
/// operation, a module and an activation fused into the matrix product; tests and benchmarks find it by its existence.
/// </summary>
/// <remarks>
/// <para>Parameters of the function, such as the slope of leaky ReLU, are fields, up to two doubles. Read them as they are,
/// <c>V.OfVariable(_slope)</c>: at worst that is a conversion in the loop, whereas <c>1 / _slope</c> is a division. Where
/// only the type is named, the function is <c>new TOp()</c>, so a parameterless constructor can set defaults.</para>
/// <para>Mark <see cref="Forward"/> and <see cref="Backward"/> <c>AggressiveInlining</c>: else they stay calls in the loop.
/// </para>
/// </remarks>
public interface IUnaryOp
{
    /// <summary>
    /// Whether <see cref="Backward"/> reads x. False when y alone tells the derivative; a fused layer then need not keep x.
    /// </summary>
    static virtual bool BackwardReadsInput => true;

    /// <summary>
    /// Whether <see cref="Forward"/> is an instruction or two: a loop over a span then takes two vectors at a time. Longer
    /// formulas would not be inlined twice, and gain nothing.
    /// </summary>
    static virtual bool IsCheap => false;

    /// <summary>How exact <see cref="Forward"/> is.</summary>
    static virtual Accuracy ForwardAccuracy => Accuracy.Unstated;

    /// <summary>How exact <see cref="Backward"/> is, for the x, y and dy that it is given.</summary>
    static virtual Accuracy BackwardAccuracy => Accuracy.Unstated;

    /// <summary>f(x) in plain double arithmetic: what the vector form is tested against.</summary>
    double Reference(double x);

    /// <summary>y = f(x).</summary>
    V Forward<V>(V x) where V : struct, IVec<V>;

    /// <summary>dx = dy * f'(x), from x, y = f(x) and the gradient dy with respect to y.</summary>
    V Backward<V>(V x, V y, V dy) where V : struct, IVec<V>;
}
