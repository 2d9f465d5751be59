namespace SimdGrad;

/// <summary>What <see cref="GradCheck"/> compares with differences.</summary>
public enum GradCheckMethod
{
    /// <summary>The Jacobian of small functions, elements of larger ones, directions where there are thousands.</summary>
    Automatic,

    /// <summary>Every element of the Jacobian: one backward pass for each output element.</summary>
    Jacobian,

    /// <summary>The derivative of a random combination of the outputs by each input element: one backward pass.</summary>
    Elements,

    /// <summary>
    /// The derivative of a random combination of the outputs in a few random directions of all inputs, by the remainder of
    /// Taylor's series: it has to fall fourfold when the step is halved, and only twofold does so where the gradient is wrong.
    /// </summary>
    Directions,
}
