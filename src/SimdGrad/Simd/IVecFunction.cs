namespace SimdGrad.Simd;

/// <summary>A function with its derivative, for vectors whose lanes carry tangents.</summary>
public interface IVecFunction
{
    /// <summary>y = f(x).</summary>
    static abstract V Value<V>(V x) where V : struct, IVec<V>;

    /// <summary>f'(x), from x and y.</summary>
    static abstract V Slope<V>(V x, V y) where V : struct, IVec<V>;
}
