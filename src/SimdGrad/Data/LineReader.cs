namespace SimdGrad.Data;

/// <summary>
/// Cuts a stream, plain or gzip, into lines of bytes. Memory is one buffer as long as the longest line; time is linear in
/// the length of the text.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private readonly string _name;
    private readonly UnpackingStream _text;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    /// <summary>Starts at the position of a seekable stream, which stays open.</summary>
    public LineReader(Stream stream, string name) => (_name, _text) = (name, new UnpackingStream(stream, name));

    /// <summary>Number of lines read so far, which is the number of the current line, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// Gives the next line without its end (LF or CR LF) and, for the first, without a byte order mark; valid until the
    /// next call. False at the end.
    /// </summary>
    /// <exception cref="InvalidDataException">The gzip data are damaged or truncated, or a line exceeds 1 GiB.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = _start;
        int length;
        while ((length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n')) < 0)
        {
            int pending = _end - _start;
            bool more = Fill();
            searched = _start + pending;
            if (more)
                continue;
            line = _buffer.AsSpan(_start, pending);
            _start = _end;
            return Deliver(ref line, pending > 0);
        }

        line = _buffer.AsSpan(_start, searched - _start + length);
        _start = searched + length + 1;
        return Deliver(ref line, true);
    }

    public void Dispose() => _text.Dispose();

    private bool Deliver(ref ReadOnlySpan<byte> line, bool any)
    {
        if (!any)
            return false;
        if (Line++ == 0 && line.StartsWith("\uFEFF"u8))
            line = line[3..];
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        return true;
    }

    /// <summary>Reads more bytes behind those not yet delivered, which move to the front of the buffer.</summary>
    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            if (_buffer.Length >= 1 << 30)
                throw new InvalidDataException($"{_name}, line {Line + 1}: the line is longer than {_buffer.Length} bytes.");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = _text.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
