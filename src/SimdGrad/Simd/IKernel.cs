namespace SimdGrad.Simd;

/// <summary>A loop with its operands, ready to run at any vector width.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal interface IKernel<T> where T : unmanaged
{
    /// <summary>Runs the loop on vectors of type <typeparamref name="V"/>.</summary>
    void Run<V>() where V : struct, IVec<V, T>;
}
