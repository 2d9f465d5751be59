using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The arithmetic of an optimizer: one step of one parameter, with up to two numbers of state.</summary>
/// <remarks>
/// A rule holds its coefficients as elements: the loop broadcasts them from memory, without a conversion for each vector.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public interface IUpdateRule<T> where T : unmanaged
{
    /// <summary>Updates the value and the state of each lane from the gradient.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="first">The first number of state; zero before the first step.</param>
    /// <param name="second">The second number of state; zero before the first step.</param>
    void Update<V>(ref V value, V gradient, ref V first, ref V second) where V : struct, IVec<V, T>;
}
