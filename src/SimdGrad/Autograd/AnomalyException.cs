namespace SimdGrad;

/// <summary>An operation made a NaN or an infinity, on a tape that looks for that.</summary>
public sealed class AnomalyException : ArithmeticException
{
    /// <summary>Makes an exception without particulars.</summary>
    public AnomalyException()
    {
    }

    /// <summary>Makes an exception with a message.</summary>
    public AnomalyException(string? message) : base(message)
    {
    }

    /// <summary>Makes an exception with a message and a cause.</summary>
    public AnomalyException(string? message, Exception? innerException) : base(message, innerException)
    {
    }

    internal AnomalyException(string message, string operation, int element, string location) : base(message)
    {
        Operation = operation;
        Element = element;
        Location = location;
    }

    /// <summary>The name of the operation, or of the kind of input that a NaN came from.</summary>
    public string Operation { get; } = "";

    /// <summary>The index of the first such element, row-major, in the value or gradient that the message names.</summary>
    public int Element { get; }

    /// <summary>Where the operation was recorded: method, file and line as far as they are known.</summary>
    public string Location { get; } = "";
}
