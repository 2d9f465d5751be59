namespace SimdGrad.Simd;

/// <summary>
/// The largest error of an elementary function, in units in the last place of the exact result, that the tests and the
/// accuracy report hold it to.
/// </summary>
/// <param name="ulp">The bound, for float and double alike.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MaxUlpAttribute(double ulp) : Attribute
{
    /// <summary>The bound.</summary>
    public double Ulp => ulp;
}
