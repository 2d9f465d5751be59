using System.Buffers.Binary;
using SimdGrad.Data;

namespace SimdGrad.IO;

/// <summary>
/// Arrays in IDX files, plain or gzip, as those of MNIST and Fashion-MNIST: two zero bytes, the type, the rank, the sizes as
/// 32-bit integers, then the elements, row-major; all big-endian.
/// </summary>
/// <remarks>The format: http://yann.lecun.com/exdb/mnist.</remarks>
public static class Idx
{
    private const int MagicBytes = 4;

    /// <summary>Reads the file at <paramref name="path"/>. Whether it is gzip is seen from its first two bytes.</summary>
    /// <exception cref="ArrayFileException">The file is not valid, is damaged or is cut off; the message says what.</exception>
    /// <exception cref="IOException">The file is not found or cannot be read.</exception>
    public static StoredArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Read(file, path);
    }

    /// <summary>Reads what a stream has from its position to its end, and leaves it open.</summary>
    /// <param name="stream">Plain or gzip bytes; a stream that can seek.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="ArrayFileException">As for a file.</exception>
    public static StoredArray Read(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanSeek)
            throw new ArgumentException("The stream cannot seek.", nameof(stream));
        try
        {
            using var unpacked = new UnpackingStream(stream, name);
            return ReadArray(unpacked, name);
        }
        catch (InvalidDataException fault)
        {
            throw new ArrayFileException(fault.Message, fault);
        }
        catch (EndOfStreamException end)
        {
            throw new ArrayFileException($"{name}: the file is cut off before its elements.", end);
        }
    }

    private static StoredArray ReadArray(Stream stream, string name)
    {
        Span<byte> bytes = stackalloc byte[MagicBytes];
        stream.ReadExactly(bytes);
        if (bytes[0] != 0 || bytes[1] != 0 || TypeOf(bytes[2]) is not { } type)
            throw new ArrayFileException($"{name}: {Convert.ToHexString(bytes)} is not how IDX files begin.");
        int rank = bytes[3];
        if (rank > Shape.MaxRank)
            throw new ArrayFileException($"{name}: the array has {rank} axes; {Shape.MaxRank} are the most.");
        Span<int> sizes = stackalloc int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            stream.ReadExactly(bytes);
            sizes[axis] = BinaryPrimitives.ReadInt32BigEndian(bytes);
        }
        var shape = ShapeOf(sizes, name);
        byte[] data = ArrayBytes.Read(stream, (long)shape.FlattenedLength * type.Size(), name);
        // At the end the stream also notices what gzip data lack.
        if (stream.ReadByte() >= 0)
            throw new ArrayFileException($"{name}: the file goes on after the elements of {shape}.");
        if (BitConverter.IsLittleEndian)
            ElementTypes.ReverseBytes(data, type.Size());
        return new StoredArray(type, shape, data);
    }

    private static ElementType? TypeOf(byte code) => code switch
    {
        0x08 => ElementType.UInt8,
        0x09 => ElementType.Int8,
        0x0B => ElementType.Int16,
        0x0C => ElementType.Int32,
        0x0D => ElementType.Float32,
        0x0E => ElementType.Float64,
        _ => null,
    };

    private static Shape ShapeOf(ReadOnlySpan<int> sizes, string name)
    {
        try
        {
            return new Shape(sizes);
        }
        catch (ArgumentException fault)
        {
            throw new ArrayFileException($"{name}: {fault.Message}", fault);
        }
    }
}
