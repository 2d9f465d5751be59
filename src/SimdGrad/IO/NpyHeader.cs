using System.Text;

namespace SimdGrad.IO;

/// <summary>
/// The parser of the header of a .npy file, which is a dictionary in Python's notation:
/// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>. Nothing is evaluated.
/// </summary>
internal ref struct NpyHeader
{
    private const int LongestQuote = 40;

    private readonly string _file;
    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    private NpyHeader(ReadOnlySpan<byte> text, string file)
    {
        _text = text;
        _file = file;
    }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; private set; }

    /// <summary>Whether the first byte of an element is the highest.</summary>
    public bool BigEndian { get; private set; }

    /// <summary>Whether the first index changes fastest.</summary>
    public bool ColumnMajor { get; private set; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; private set; }

    /// <summary>Parses a header.</summary>
    /// <exception cref="ArrayFileException">It is not valid, or of elements that are not read.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> text, string file)
    {
        var header = new NpyHeader(text, file);
        header.Read();
        return header;
    }

    /// <summary>The header of an array in the order of the machine's files: little-endian, last index fastest.</summary>
    public static string Format(ElementType type, Shape shape)
    {
        string sizes = string.Concat(shape.AsSpan().ToArray().Select(size => $"{size}, ")).TrimEnd();
        sizes = shape.Rank > 1 ? sizes.TrimEnd(',') : sizes;
        char order = type.Size() == 1 ? '|' : '<';
        return $"{{'descr': '{order}{type.NpyName()}', 'fortran_order': False, 'shape': ({sizes}), }}";
    }

    private void Read()
    {
        bool hasType = false, hasOrder = false, hasShape = false;
        Take('{');
        while (!TryTake('}'))
        {
            string key = Text();
            Take(':');
            switch (key)
            {
                case "descr" when !hasType:
                    ReadType();
                    hasType = true;
                    break;
                case "fortran_order" when !hasOrder:
                    ColumnMajor = Truth();
                    hasOrder = true;
                    break;
                case "shape" when !hasShape:
                    Shape = Sizes();
                    hasShape = true;
                    break;
                default:
                    throw Fault($"'{key}' occurs twice, or is none of descr, fortran_order and shape");
            }
            if (TryTake(','))
                continue;
            Take('}');
            break;
        }
        SkipSpace();
        if (_position < _text.Length)
            throw Fault("there is something after the header's end");
        if (!hasType || !hasOrder || !hasShape)
            throw Fault($"{(hasType ? hasOrder ? "shape" : "fortran_order" : "descr")} is missing");
    }

    private void ReadType()
    {
        SkipSpace();
        if (_position < _text.Length && _text[_position] == '[')
            throw Fault("the elements are structures, which are not read");
        string name = Text();
        if (name.Length < 2 || name[0] is not ('<' or '>' or '|' or '=') || !ElementTypes.TryParseNpy(name[1..], out var type)
            || (name[0] == '|' && type.Size() > 1))
            throw Fault($"the elements are of type '{name}'; numbers of 1 to 8 bytes and booleans are read");
        Type = type;
        BigEndian = name[0] == '>' || (name[0] == '=' && !BitConverter.IsLittleEndian);
    }

    private bool Truth()
    {
        SkipSpace();
        var rest = _text[_position..];
        bool truth = rest.StartsWith("True"u8);
        if (!truth && !rest.StartsWith("False"u8))
            throw Fault("fortran_order is neither True nor False");
        _position += truth ? 4 : 5;
        return truth;
    }

    private Shape Sizes()
    {
        Span<int> sizes = stackalloc int[Shape.MaxRank];
        int rank = 0;
        bool comma = false;
        Take('(');
        while (!TryTake(')'))
        {
            if (rank > 0 && !comma)
                throw Fault("shape lacks a comma");
            if (rank == sizes.Length)
                throw Fault($"shape has more than {sizes.Length} sizes");
            sizes[rank++] = Size();
            comma = TryTake(',');
        }
        if (rank == 1 && !comma)
            throw Fault("shape is a number, not a tuple");
        try
        {
            return new Shape(sizes[..rank]);
        }
        catch (ArgumentException fault)
        {
            throw new ArrayFileException($"{_file}: {fault.Message}", fault);
        }
    }

    private int Size()
    {
        SkipSpace();
        int start = _position;
        long size = 0;
        for (; _position < _text.Length && char.IsAsciiDigit((char)_text[_position]); _position++)
        {
            size = 10 * size + _text[_position] - '0';
            if (size > int.MaxValue)
                throw Fault($"shape has a size above {int.MaxValue}");
        }
        return _position > start ? (int)size : throw Fault("shape has something that is no size");
    }

    private string Text()
    {
        SkipSpace();
        byte quote = _position < _text.Length ? _text[_position] : (byte)0;
        if (quote is not ((byte)'\'' or (byte)'"'))
            throw Fault("a text in quotes is missing");
        var rest = _text[(_position + 1)..];
        int length = rest.IndexOf(quote);
        if (length is < 0 or > LongestQuote || rest[..length].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            throw Fault("a text does not end, is too long or is no ASCII");
        _position += length + 2;
        return Encoding.ASCII.GetString(rest[..length]);
    }

    private void Take(char expected)
    {
        if (!TryTake(expected))
            throw Fault($"'{expected}' is missing");
    }

    private bool TryTake(char expected)
    {
        SkipSpace();
        if (_position == _text.Length || _text[_position] != expected)
            return false;
        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _position++;
    }

    private readonly ArrayFileException Fault(string fault) => new($"{_file}, byte {_position} of the header: {fault}.");
}
