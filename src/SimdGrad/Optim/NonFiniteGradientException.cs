namespace SimdGrad.Optim;

/// <summary>The gradients have a norm that is infinite or NaN: training has diverged, or the loss has no value there.</summary>
/// <param name="message">What is wrong, and in which parameter it is seen first.</param>
public sealed class NonFiniteGradientException(string message) : ArithmeticException(message);
