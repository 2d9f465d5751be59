using System.Buffers.Binary;
using System.Text;

namespace SimdGrad.IO;

/// <summary>
/// Arrays in .npy files, as NumPy writes them: versions 1 to 3, either order of bytes and of indices, booleans and numbers of 1
/// to 8 bytes. Objects and structures are refused, and nothing is ever evaluated.
/// </summary>
/// <remarks>The format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.</remarks>
public static class Npy
{
    private const int PreambleBytes = 8; // magic and version
    private const int Alignment = 64;
    private const int MaxHeaderLength = 10_000; // NumPy's limit

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="ArrayFileException">The file is not valid or not read; the message says why.</exception>
    /// <exception cref="IOException">The file is not found or cannot be read.</exception>
    public static StoredArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var array = Read(file, path);
        return file.Position == file.Length
            ? array
            : throw new ArrayFileException($"{path}: {file.Length - file.Position} bytes follow the array.");
    }

    /// <summary>
    /// Reads an array from a stream and leaves the stream open, behind the array. What is allocated is bounded by what the stream
    /// has, whatever the header says.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ArrayFileException">As for a file.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static StoredArray Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return ReadArray(stream, name);
        }
        catch (EndOfStreamException end)
        {
            throw new ArrayFileException($"{name}: the header is cut off.", end);
        }
    }

    /// <summary>
    /// Writes an array as a .npy file, little-endian and row-major. Until all is on the disk, what was there before stays.
    /// </summary>
    /// <typeparam name="T">A type of .NET that <see cref="ElementType"/> has.</typeparam>
    /// <param name="path">The path of the file.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <exception cref="ArgumentException">The length is not that of the shape.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write<T>(string path, Shape shape, ReadOnlyMemory<T> values) where T : unmanaged
    {
        ElementTypes.ThrowUnlessLength(shape, values.Span);
        AtomicFile.Write(path, stream => Write(stream, shape, values.Span));
    }

    /// <summary>Writes an array to a stream.</summary>
    /// <inheritdoc cref="Write{T}(string, Shape, ReadOnlyMemory{T})"/>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="values">The elements, row-major.</param>
    public static void Write<T>(Stream stream, Shape shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(stream);
        ElementTypes.ThrowUnlessLength(shape, values);
        string header = NpyHeader.Format(ElementTypes.Of<T>(), shape);
        int before = PreambleBytes + sizeof(ushort);
        int length = (before + header.Length + 1 + Alignment - 1) / Alignment * Alignment - before;
        Span<byte> version = [1, 0, (byte)length, (byte)(length >> 8)];
        stream.Write(Magic);
        stream.Write(version);
        stream.Write(Encoding.ASCII.GetBytes(header.PadRight(length - 1) + '\n'));
        LittleEndian.Write(stream, values);
    }

    private static StoredArray ReadArray(Stream stream, string name)
    {
        Span<byte> bytes = stackalloc byte[PreambleBytes];
        stream.ReadExactly(bytes);
        if (!bytes.StartsWith(Magic) || bytes[6] is < 1 or > 3 || bytes[7] != 0)
            throw new ArrayFileException($"{name}: this does not begin as .npy files of version 1 to 3 do.");
        int lengthBytes = bytes[6] == 1 ? sizeof(ushort) : sizeof(uint);
        bytes.Clear();
        stream.ReadExactly(bytes[..lengthBytes]);
        uint headerLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (headerLength > MaxHeaderLength)
            throw new ArrayFileException($"{name}: the header has {headerLength} bytes; {MaxHeaderLength} are allowed.");
        byte[] text = new byte[headerLength];
        stream.ReadExactly(text);
        var header = NpyHeader.Parse(text, name);

        int size = header.Type.Size();
        byte[] data = ArrayBytes.Read(stream, (long)header.Shape.FlattenedLength * size, name);
        if (header.BigEndian == BitConverter.IsLittleEndian)
            ElementTypes.ReverseBytes(data, size);
        if (header.ColumnMajor && header.Shape.Rank > 1)
            data = ArrayBytes.RowMajor(data, header.Shape, size);
        return new StoredArray(header.Type, header.Shape, data);
    }
}
