namespace SimdGrad.Kernels;

/// <summary>A number as a type, so that the compiler knows it.</summary>
internal interface IConstant
{
    /// <summary>The number.</summary>
    static abstract int Value { get; }
}
