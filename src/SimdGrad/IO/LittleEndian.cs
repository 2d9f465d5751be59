using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdGrad.IO;

/// <summary>Writes elements as files keep them: the lowest byte first.</summary>
internal static class LittleEndian
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes the elements in their order.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<T> values) where T : unmanaged
    {
        // In chunks: all bytes together may be too many for a span.
        int size = Unsafe.SizeOf<T>(), chunk = ChunkBytes / size;
        for (; !values.IsEmpty; values = values[Math.Min(chunk, values.Length)..])
        {
            var bytes = MemoryMarshal.AsBytes(values[..Math.Min(chunk, values.Length)]);
            if (BitConverter.IsLittleEndian)
            {
                stream.Write(bytes);
                continue;
            }
            byte[] reversed = bytes.ToArray();
            ElementTypes.ReverseBytes(reversed, size);
            stream.Write(reversed);
        }
    }

    /// <summary>Writes the transpose of a matrix [rows, columns].</summary>
    public static void WriteTransposed<T>(Stream stream, ReadOnlySpan<T> values, int rows, int columns) where T : unmanaged
    {
        var line = new T[rows];
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
                line[row] = values[row * columns + column];
            Write<T>(stream, line);
        }
    }
}
