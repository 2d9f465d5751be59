using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The arithmetic of an optimizer: one step of one parameter, with up to three numbers of state.</summary>
/// <remarks>
/// A rule holds its coefficients as elements: the loop broadcasts them from memory, without a conversion for each vector.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public interface IUpdateRule<T> where T : unmanaged
{
    /// <summary>How many numbers of state a parameter has, 0 to 3; a constant to the compiler.</summary>
    static abstract int States { get; }

    /// <summary>Updates the value and the state of each lane from the gradient.</summary>
    /// <param name="value">The parameter.</param>
    /// <param name="gradient">Its gradient; no denormal number, if there is state.</param>
    /// <param name="first">The first number of state.</param>
    /// <param name="second">The second number of state.</param>
    /// <param name="third">The third number of state.</param>
    void Update<V>(ref V value, V gradient, ref V first, ref V second, ref V third) where V : struct, IVec<V, T>;
}
