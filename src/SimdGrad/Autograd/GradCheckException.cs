namespace SimdGrad;

/// <summary>A gradient that is not the derivative of its function. The message names the element and both numbers.</summary>
public sealed class GradCheckException : Exception
{
    /// <summary>Makes an exception with a finding, which becomes its message.</summary>
    public GradCheckException(GradCheckMismatch mismatch)
        : base(mismatch?.ToString())
    {
        ArgumentNullException.ThrowIfNull(mismatch);
        Mismatch = mismatch;
        Failure = mismatch.Failure;
    }

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

    /// <summary>What is wrong.</summary>
    public GradCheckFailure Failure { get; init; }

    /// <summary>The worst derivative; null if the function could not be compared at all.</summary>
    public GradCheckMismatch? Mismatch { get; }
}
