using System.Text.Json;
using System.Text.Unicode;

namespace SimdGrad.IO;

/// <summary>
/// The parser of the header of a safetensors file: a JSON object that has for each tensor type, shape and place, and under
/// <c>__metadata__</c> strings. It is stricter than JSON, and bounded in depth, size and number of entries, so that no header
/// costs more than a small multiple of its length.
/// </summary>
internal ref struct SafetensorsHeader
{
    /// <summary>Bytes that a header may have.</summary>
    public const int MaxLength = 8 << 20;

    /// <summary>Tensors that a file may have, and strings of metadata.</summary>
    public const int MaxEntries = 1 << 16;

    /// <summary>The key of the metadata, which is no tensor's name.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MaxDepth = 3; // file, tensor, shape
    private const int LongestQuote = 60;

    private readonly string _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];
    private Utf8JsonReader _reader;
    private string? _name; // of the tensor that is being read

    private SafetensorsHeader(ReadOnlySpan<byte> json, string file)
    {
        _file = file;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Parses the header.</summary>
    /// <exception cref="SafetensorsException">The header is not valid.</exception>
    public static (Dictionary<string, SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(
        ReadOnlySpan<byte> json, string file)
    {
        if (json.IsEmpty || json[0] != '{')
            throw new SafetensorsException($"{file}: the header does not begin with '{{'.");
        if (!Utf8.IsValid(json))
            throw new SafetensorsException($"{file}: the header is not valid UTF-8.");
        var header = new SafetensorsHeader(json, file);
        try
        {
            header.Read();
        }
        catch (JsonException fault)
        {
            throw new SafetensorsException(
                $"{file}, byte {header._reader.BytesConsumed} of the header: not JSON, or too deep: {fault.Message}", fault);
        }
        return (header._entries, header._metadata);
    }

    /// <summary>A name for messages, not too long.</summary>
    public static string Quote(string name) => name.Length <= LongestQuote ? $"'{name}'" : $"'{name[..LongestQuote]}...'";

    private void Read()
    {
        bool hasMetadata = false;
        Expect(JsonTokenType.StartObject, "the header");
        while (Next() == JsonTokenType.PropertyName)
        {
            string name = String();
            if (name == MetadataKey)
            {
                if (hasMetadata)
                    throw Fault($"{MetadataKey} occurs twice");
                hasMetadata = true;
                ReadMetadata();
                continue;
            }
            if (_entries.Count == MaxEntries)
                throw Fault($"there are more than {MaxEntries} tensors");
            _name = name;
            if (!_entries.TryAdd(name, ReadEntry(name)))
                throw Fault("the name occurs twice");
            _name = null;
        }
        _reader.Read(); // throws unless nothing but white space follows
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        ElementType? type = null;
        Shape? shape = null;
        (long Begin, long End)? place = null;
        Expect(JsonTokenType.StartObject, "the tensor");
        while (Next() == JsonTokenType.PropertyName)
        {
            if (type is null && _reader.ValueTextEquals("dtype"u8))
                type = ReadType();
            else if (shape is null && _reader.ValueTextEquals("shape"u8))
                shape = ReadShape();
            else if (place is null && _reader.ValueTextEquals("data_offsets"u8))
                place = ReadPlace();
            else
                throw Fault($"the property {Quote(String())} occurs twice, or is none of dtype, shape and data_offsets");
        }
        if (type is null || shape is null || place is null)
            throw Fault($"{(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")} is missing");
        var (begin, end) = place.Value;
        long length = (long)shape.Value.FlattenedLength * type.Value.Size();
        return end - begin == length ? new SafetensorsEntry(name, type.Value, shape.Value, begin, end) : throw Fault(
            $"{type.Value.SafetensorsName()} {shape} has {length} bytes, and data_offsets [{begin}, {end}] hold {end - begin}");
    }

    private ElementType ReadType()
    {
        Expect(JsonTokenType.String, "dtype");
        string dtype = String();
        return ElementTypes.TryParseSafetensors(dtype, out var type)
            ? type
            : throw Fault($"dtype is {Quote(dtype)}; known are {ElementTypes.SafetensorsNames}");
    }

    private Shape ReadShape()
    {
        Span<long> numbers = stackalloc long[Shape.MaxRank];
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        int rank = ReadNumbers(numbers, "shape");
        try
        {
            for (int axis = 0; axis < rank; axis++)
                sizes[axis] = checked((int)numbers[axis]);
            return new Shape(sizes[..rank]);
        }
        catch (Exception fault) when (fault is OverflowException or ArgumentException)
        {
            throw Fault($"shape [{string.Join(", ", numbers[..rank].ToArray())}] has more than {int.MaxValue} elements");
        }
    }

    private (long Begin, long End) ReadPlace()
    {
        Span<long> offsets = stackalloc long[2];
        return ReadNumbers(offsets, "data_offsets") == 2 && offsets[0] <= offsets[1]
            ? (offsets[0], offsets[1])
            : throw Fault("data_offsets are not a beginning and an end");
    }

    private int ReadNumbers(scoped Span<long> numbers, string what)
    {
        Expect(JsonTokenType.StartArray, what);
        for (int count = 0; ; count++)
        {
            if (Next() == JsonTokenType.EndArray)
                return count;
            if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetUInt64(out ulong number) || number > long.MaxValue)
                throw Fault($"{what} has an element that is no integer from 0 to 2^63 - 1");
            if (count == numbers.Length)
                throw Fault($"{what} has more than {count} elements");
            numbers[count] = (long)number;
        }
    }

    private void ReadMetadata()
    {
        Expect(JsonTokenType.StartObject, MetadataKey);
        while (Next() == JsonTokenType.PropertyName)
        {
            string key = String();
            if (_metadata.Count == MaxEntries)
                throw Fault($"{MetadataKey} has more than {MaxEntries} strings");
            Expect(JsonTokenType.String, MetadataKey);
            if (!_metadata.TryAdd(key, String()))
                throw Fault($"{MetadataKey} has {Quote(key)} twice");
        }
    }

    private void Expect(JsonTokenType expected, string what)
    {
        if (Next() != expected)
            throw Fault($"{what} holds a {_reader.TokenType} where {expected} belongs");
    }

    private JsonTokenType Next() => _reader.Read() ? _reader.TokenType : throw Fault("the header ends early");

    private readonly string String()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Fault("a string has half a surrogate pair");
        }
    }

    private readonly SafetensorsException Fault(string fault) => new(
        $"{_file}, byte {_reader.TokenStartIndex} of the header{(_name is null ? "" : $", tensor {Quote(_name)}")}: {fault}.");
}
