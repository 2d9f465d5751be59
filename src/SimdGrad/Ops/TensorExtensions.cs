namespace SimdGrad;

/// <summary>The operations of <see cref="Tensor{T}"/>; each stands in the file of its formula.</summary>
public static partial class TensorExtensions;
