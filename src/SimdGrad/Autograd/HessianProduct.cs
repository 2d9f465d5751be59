namespace SimdGrad;

/// <summary>A function at a point, with its derivatives along a direction v.</summary>
/// <param name="Value">The value f(x).</param>
/// <param name="Slope">The derivative in the direction, the gradient times v.</param>
/// <param name="Gradients">The gradient with respect to each input.</param>
/// <param name="Products">The Hessian times v, as the derivative of each of the gradients in the direction.</param>
public sealed record HessianProduct(double Value, double Slope, double[][] Gradients, double[][] Products);
