namespace SimdGrad.Simd;

/// <summary>A function of two operands with its derivatives, for vectors whose lanes carry tangents.</summary>
public interface IVecFunction2
{
    /// <summary>y = f(a, b).</summary>
    static abstract V Value<V>(V a, V b) where V : struct, IVec<V>;

    /// <summary>df/da and df/db, from a, b and y.</summary>
    static abstract (V A, V B) Slopes<V>(V a, V b, V y) where V : struct, IVec<V>;
}
