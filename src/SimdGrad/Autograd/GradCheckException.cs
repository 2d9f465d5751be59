namespace SimdGrad;

/// <summary>A gradient that is not the derivative of its function. The message names the element and both numbers.</summary>
public sealed class GradCheckException : Exception
{
    /// <summary>Makes an exception with a message.</summary>
    public GradCheckException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception without a message.</summary>
    public GradCheckException()
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public GradCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
