using System.Diagnostics.CodeAnalysis;

namespace SimdGrad.IO;

/// <summary>
/// A file is no .npy, .npz or IDX file, is damaged, or holds what is not read. The message names file and fault.
/// </summary>
[SuppressMessage("Design", "CA1032", Justification = "A message is always given.")]
public sealed class ArrayFileException : FormatException
{
    internal ArrayFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
