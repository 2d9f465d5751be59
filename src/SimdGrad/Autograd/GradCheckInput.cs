namespace SimdGrad;

/// <summary>A point at which a gradient is checked: one tensor's shape and elements.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Values">The elements, row-major.</param>
public readonly record struct GradCheckInput(Shape Shape, double[] Values);
