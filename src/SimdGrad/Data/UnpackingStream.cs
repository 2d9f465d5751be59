using System.Buffers.Binary;
using System.IO.Compression;

namespace SimdGrad.Data;

/// <summary>
/// What a seekable stream has from its position to its end, unpacked if it begins as gzip data do. Data that are damaged or cut
/// off are an <see cref="InvalidDataException"/>, at the end if not before.
/// </summary>
internal sealed class UnpackingStream : Stream
{
    private const int GzipOverhead = 18; // header and trailer of an empty member, RFC 1952

    private readonly string _name;
    private readonly Stream _stream;
    private readonly GZipStream? _gzip;
    private readonly uint _length;
    private uint _total;

    /// <summary>Begins at the position of the stream, which stays open.</summary>
    public UnpackingStream(Stream stream, string name)
    {
        _name = name;
        _stream = stream;
        long origin = stream.Position;
        Span<byte> bytes = stackalloc byte[4];
        bool isGzip = stream.ReadAtLeast(bytes[..2], 2, throwOnEndOfStream: false) == 2 && bytes[0] == 0x1F && bytes[1] == 0x8B;
        if (isGzip)
        {
            if (stream.Length - origin < GzipOverhead)
                throw new InvalidDataException($"{name}: the gzip data are truncated: {stream.Length - origin} bytes.");

            // GZipStream takes a truncated file for a short one, so the length that the file ends with is compared.
            stream.Position = stream.Length - 4;
            stream.ReadExactly(bytes);
            _length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            _stream = _gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        }

        stream.Position = origin;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _stream.Read(buffer);
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{_name}: the gzip data are damaged after {_total} bytes of text.", damage);
        }

        if (read == 0 && _gzip is not null && _total != _length)
            throw new InvalidDataException(
                $"{_name}: the gzip data are truncated, or not a single member: {_total} bytes of text where the last four "
                + $"bytes announce {_length}.");
        _total += (uint)read;
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _gzip?.Dispose();
        base.Dispose(disposing);
    }
}
