using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SimdGrad.IO;

/// <summary>
/// Collects tensors, then writes them as a safetensors file. Equal content gives equal bytes. The values are read when the file
/// is written, not before: until then only the memory is remembered.
/// </summary>
public sealed class SafetensorsWriter
{
    private const int Alignment = 8;
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly List<(string Name, ElementType Type, Shape Shape, Action<Stream> Write)> _tensors = [];
    private readonly HashSet<string> _names = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor.</summary>
    /// <typeparam name="T">A type of .NET that <see cref="ElementType"/> has.</typeparam>
    /// <param name="name">Its name, which none before it has.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <exception cref="ArgumentException">The name is not new or not valid, or the length is not that of the shape.</exception>
    /// <exception cref="NotSupportedException">Files have no such type.</exception>
    public SafetensorsWriter Add<T>(string name, Shape shape, ReadOnlyMemory<T> values) where T : unmanaged
    {
        ElementTypes.ThrowUnlessLength(shape, values.Span);
        return Add(name, ElementTypes.Of<T>(), shape, stream => LittleEndian.Write(stream, values.Span));
    }

    /// <summary>Adds a string beside the tensors; one of the same key is replaced.</summary>
    /// <exception cref="ArgumentException">Key or value is not valid UTF-16.</exception>
    public SafetensorsWriter AddMetadata(string key, string value)
    {
        ThrowUnlessText(key, nameof(key));
        ThrowUnlessText(value, nameof(value));
        _metadata[key] = value;
        return this;
    }

    /// <summary>
    /// Writes the file at <paramref name="path"/>: to a temporary file beside it, <c>.tmp</c>, which takes its place only when
    /// all is on the disk. So whoever reads finds the old content or the new, never a part.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; what was there before is still there.</exception>
    /// <exception cref="InvalidOperationException">The header would be longer than is read.</exception>
    public void Save(string path) => AtomicFile.Write(path, WriteTo);

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The header would be longer than is read.</exception>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // Wide elements first, so that every tensor is aligned to its elements.
        var tensors = _tensors.OrderByDescending(tensor => tensor.Type.Size()).ToArray();
        var header = Header(tensors);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, _, _, write) in tensors)
            write(stream);
    }

    /// <summary>Adds a tensor that writes its elements itself.</summary>
    internal SafetensorsWriter Add(string name, ElementType type, Shape shape, Action<Stream> write)
    {
        ThrowUnlessText(name, nameof(name));
        if (name == SafetensorsHeader.MetadataKey || !_names.Add(name))
            throw new ArgumentException(
                $"{SafetensorsHeader.Quote(name)} is there already, or is no tensor's name.", nameof(name));
        _tensors.Add((name, type, shape, write));
        return this;
    }

    private byte[] Header((string Name, ElementType Type, Shape Shape, Action<Stream> Write)[] tensors)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            if (_metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in _metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }
            long begin = 0;
            foreach (var (name, type, shape, _) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type.SafetensorsName());
                json.WriteStartArray("shape");
                foreach (int size in shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(begin += (long)shape.FlattenedLength * type.Size());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (bytes.WrittenCount % Alignment != 0)
            bytes.Write(" "u8);
        return bytes.WrittenCount <= SafetensorsHeader.MaxLength && tensors.Length <= SafetensorsHeader.MaxEntries
            && _metadata.Count <= SafetensorsHeader.MaxEntries
            ? bytes.WrittenSpan.ToArray()
            : throw new InvalidOperationException(
                $"The header has {bytes.WrittenCount} bytes and {tensors.Length} tensors; {SafetensorsHeader.MaxLength} and "
                + $"{SafetensorsHeader.MaxEntries} are read.");
    }

    private static void ThrowUnlessText(string text, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        try
        {
            s_strict.GetByteCount(text);
        }
        catch (EncoderFallbackException fault)
        {
            throw new ArgumentException($"{name} has half a surrogate pair.", name, fault);
        }
    }
}
