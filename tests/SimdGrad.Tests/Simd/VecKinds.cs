using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>The vector types, as arguments from which xunit infers the type parameters of a generic test.</summary>
public static class VecKinds
{
    /// <summary>(V, T): every width and both element types.</summary>
    public static TheoryData<object, object> All => new()
    {
        { default(Vec128<float>), default(float) },
        { default(Vec256<float>), default(float) },
        { default(Vec512<float>), default(float) },
        { default(Vec128<double>), default(double) },
        { default(Vec256<double>), default(double) },
        { default(Vec512<double>), default(double) },
    };
}
