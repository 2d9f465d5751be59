namespace SimdGrad.Data;

/// <summary>How <see cref="DelimitedText"/> reads a table.</summary>
public sealed record DelimitedTextOptions
{
    /// <summary>
    /// The ASCII character between two fields; a comma unless set. Digits, letters, <c>+</c>, <c>-</c>, <c>.</c> and the
    /// characters that end a line cannot separate numbers.
    /// </summary>
    /// <exception cref="ArgumentException">The character cannot separate numbers.</exception>
    public char Delimiter
    {
        get;
        init
        {
            if (!char.IsAscii(value) || char.IsAsciiLetterOrDigit(value) || value is '+' or '-' or '.' or '\r' or '\n' or '\0')
                throw new ArgumentException($"Delimiter U+{(int)value:X4} cannot separate numbers.", nameof(Delimiter));
            field = value;
        }
    } = ',';

    /// <summary>Number of lines to skip before the first row of numbers; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int HeaderLines
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(HeaderLines));
            field = value;
        }
    }
}
