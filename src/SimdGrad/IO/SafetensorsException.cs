using System.Diagnostics.CodeAnalysis;

namespace SimdGrad.IO;

/// <summary>
/// A file is no safetensors file, is damaged, or does not hold what was asked of it. The message names file, place and fault.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A message is always given.")]
public sealed class SafetensorsException : FormatException
{
    internal SafetensorsException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
