using System.Buffers.Binary;
using System.Numerics;

namespace SimdGrad.IO;

/// <summary>
/// A safetensors file, open for reading. To open it reads and checks the header alone: every size, place, name and type, and
/// that the tensors cover the data without overlap or hole. Tensors are read when they are asked for. Not thread-safe.
/// </summary>
/// <remarks>
/// Headers of up to 8 MiB, 65,536 tensors and 65,536 strings are read; to open a file, whatever is in it, allocates less than
/// 64 MB. The format: https://github.com/huggingface/safetensors.
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = sizeof(ulong);
    private const int ChunkBytes = 1 << 16;

    private readonly Stream _stream;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _byName;
    private readonly SafetensorsEntry[] _entries;

    private SafetensorsFile(Stream stream, string name)
    {
        (_stream, Name) = (stream, name);
        long start = stream.Position, rest = stream.Length - start - LengthBytes;
        if (rest < 0)
            throw new SafetensorsException($"{name}: {rest + LengthBytes} bytes are too few for the length of a header.");
        Span<byte> prefix = stackalloc byte[LengthBytes];
        ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsHeader.MaxLength || (long)length > rest)
            throw new SafetensorsException(
                $"{name}: the header is to have {length} bytes; {rest} follow, and {SafetensorsHeader.MaxLength} are allowed.");
        byte[] json = new byte[length];
        ReadExactly(json);
        _dataStart = start + LengthBytes + json.Length;
        (_byName, Metadata) = SafetensorsHeader.Parse(json, name);
        _entries = InOrder(rest - json.Length);
    }

    /// <summary>The tensors, in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>The strings that the file has beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>What messages call the file: its path.</summary>
    public string Name { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public SafetensorsEntry this[string name] =>
        Find(name) ?? throw new KeyNotFoundException($"{Name} has no tensor {SafetensorsHeader.Quote(name)}.");

    /// <summary>Opens the file at <paramref name="path"/>.</summary>
    /// <exception cref="SafetensorsException">The file is not valid; the message says what and where.</exception>
    /// <exception cref="IOException">The file is not found or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0), path);
    }

    /// <summary>Opens what a stream has from its position to its end.</summary>
    /// <param name="stream">A stream that can seek. It is disposed with the result, or at once if it is not valid.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="SafetensorsException">As for a file.</exception>
    public static SafetensorsFile Open(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanSeek)
            throw new ArgumentException("The stream cannot seek.", nameof(stream));
        try
        {
            return new SafetensorsFile(stream, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The tensor of a name, or null.</summary>
    public SafetensorsEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a tensor into a new array, row-major.</summary>
    /// <typeparam name="T">
    /// The type to convert to: a floating-point type from every type, to the nearest number; an integer type from integers.
    /// </typeparam>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="InvalidCastException">Real numbers would become integers.</exception>
    /// <exception cref="OverflowException">An integer does not fit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public T[] Read<T>(string name) where T : unmanaged, INumberBase<T>
    {
        var values = new T[this[name].Shape.FlattenedLength];
        Read<T>(name, values);
        return values;
    }

    /// <summary>Reads a tensor into memory of its length, row-major.</summary>
    /// <inheritdoc cref="Read{T}(string)"/>
    /// <param name="name">The tensor's name.</param>
    /// <param name="values">Receives the elements; if reading fails, some of them.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public void Read<T>(string name, Span<T> values) where T : unmanaged, INumberBase<T>
    {
        var entry = this[name];
        if (values.Length != entry.Shape.FlattenedLength)
            throw new ArgumentException(
                $"values has {values.Length} elements; {entry} has {entry.Shape.FlattenedLength}.", nameof(values));
        _stream.Position = _dataStart + entry.Begin;
        int size = entry.Type.Size();
        byte[] buffer = new byte[(int)Math.Min(ChunkBytes, entry.End - entry.Begin)];
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, ChunkBytes / size);
            var chunk = buffer.AsSpan(0, count * size);
            ReadExactly(chunk);
            if (!BitConverter.IsLittleEndian)
                ElementTypes.ReverseBytes(chunk, size);
            ElementTypes.Convert(chunk, entry.Type, values[..count]);
            values = values[count..];
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private SafetensorsEntry[] InOrder(long dataLength)
    {
        SafetensorsEntry[] entries = [.. _byName.Values];
        Array.Sort(entries, (a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long end = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (entry.Begin > end)
                throw new SafetensorsException($"{Name}: bytes {end} to {entry.Begin - 1} of the data belong to no tensor.");
            if (entry.Begin < end)
                throw new SafetensorsException($"{Name}: the data of {entries[i - 1]} and of {entry} overlap.");
            end = entry.End;
        }
        return end == dataLength ? entries : throw new SafetensorsException(
            $"{Name}: the tensors have {end} bytes by the header, and {dataLength} bytes of data follow it.");
    }

    // The lengths were checked, so that the end comes early only if the file has changed since.
    private void ReadExactly(Span<byte> bytes)
    {
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException end)
        {
            throw new SafetensorsException($"{Name}: the file has become shorter while it was read.", end);
        }
    }
}
