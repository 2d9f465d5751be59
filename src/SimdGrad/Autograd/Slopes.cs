namespace SimdGrad;

/// <summary>The derivative of a function of one number, as its differences show it.</summary>
/// <param name="Central">The derivative.</param>
/// <param name="Left">The slope on the left.</param>
/// <param name="Right">The slope on the right.</param>
/// <param name="IsKink">Whether those two differ however small the step.</param>
/// <param name="Roundoff">By how much the rounding of the function may make the derivative err.</param>
internal readonly record struct Slopes(double Central, double Left, double Right, bool IsKink, double Roundoff);
