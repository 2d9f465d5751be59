using System.Numerics;

namespace SimdGrad;

/// <summary>Sees the gradient of a tensor during the backward pass, and may change it in place.</summary>
/// <param name="gradient">
/// The gradient with respect to all elements of the tensor, complete as far as this pass goes. The span is dead after the call.
/// </param>
/// <typeparam name="T">float or double.</typeparam>
public delegate void GradientHook<T>(Span<T> gradient) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
