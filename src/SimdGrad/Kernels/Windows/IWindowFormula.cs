using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>What becomes of the elements of a window, and what each of them gets of the gradient; lanes are windows.</summary>
internal interface IWindowFormula
{
    /// <summary>Whether <see cref="Gradient{V}"/> reads elements and result.</summary>
    static abstract bool GradientReadsElements { get; }

    /// <summary>The result of no elements.</summary>
    static abstract V Start<V>() where V : struct, IVec<V>;

    /// <summary>The result with one element more, in the order of rows.</summary>
    static abstract V Step<V>(V result, V x) where V : struct, IVec<V>;

    /// <summary>The result of all, which are as many as <paramref name="divisor"/> says.</summary>
    static abstract V Finish<V>(V result, V divisor) where V : struct, IVec<V>;

    /// <summary>What the elements of a window get between them, or each of them.</summary>
    static abstract V Share<V>(V dy, V divisor) where V : struct, IVec<V>;

    /// <summary>What the next element x of a window with the result y gets of what is left.</summary>
    static abstract V Gradient<V>(ref V left, V x, V y) where V : struct, IVec<V>;
}
