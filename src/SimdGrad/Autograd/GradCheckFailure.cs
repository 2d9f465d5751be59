namespace SimdGrad;

/// <summary>What a gradient check found.</summary>
public enum GradCheckFailure
{
    /// <summary>The function is smooth there, and the gradient is not its derivative.</summary>
    WrongGradient,

    /// <summary>The function has a kink there, and the gradient is not between the slopes of its two sides.</summary>
    BeyondKink,

    /// <summary>The gradient, or the function beside the point, is NaN or infinite.</summary>
    NotFinite,

    /// <summary>The values are so large that their rounding hides the derivative: the differences tell nothing.</summary>
    Inconclusive,

    /// <summary>The function gives other values when it is called again, as one with random numbers does.</summary>
    NotDeterministic,
}
