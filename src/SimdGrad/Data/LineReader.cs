using System.Buffers.Binary;
using System.IO.Compression;

namespace SimdGrad.Data;

/// <summary>
/// Cuts a stream, plain or gzip, into lines of bytes. Memory is one buffer as long as the longest line; time is linear in
/// the length of the text.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int GzipOverhead = 18; // header and trailer of an empty member, RFC 1952
    private readonly string name;
    private readonly Stream text;
    private readonly GZipStream? gzip;
    private readonly uint gzipLength;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private uint total;

    /// <summary>Starts at the position of a seekable stream, which stays open.</summary>
    public LineReader(Stream stream, string name)
    {
        this.name = name;
        text = stream;
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
            gzipLength = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            text = gzip = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        }

        stream.Position = origin;
    }

    /// <summary>Number of lines read so far, which is the number of the current line, counted from 1.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// Gives the next line without its end (LF or CR LF) and, for the first, without a byte order mark; valid until the
    /// next call. False at the end.
    /// </summary>
    /// <exception cref="InvalidDataException">The gzip data are damaged or truncated, or a line exceeds 1 GiB.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = start;
        int length;
        while ((length = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n')) < 0)
        {
            int pending = end - start;
            bool more = Fill();
            searched = start + pending;
            if (more)
                continue;
            line = buffer.AsSpan(start, pending);
            start = end;
            return Deliver(ref line, pending > 0);
        }

        line = buffer.AsSpan(start, searched - start + length);
        start = searched + length + 1;
        return Deliver(ref line, true);
    }

    public void Dispose() => gzip?.Dispose();

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
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }
        else if (end == buffer.Length)
        {
            if (buffer.Length >= 1 << 30)
                throw new InvalidDataException($"{name}, line {Line + 1}: the line is longer than {buffer.Length} bytes.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        int read;
        try
        {
            read = text.Read(buffer.AsSpan(end));
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"{name}: the gzip data are damaged after {total} bytes of text.", damage);
        }

        if (read == 0 && gzip is not null && total != gzipLength)
            throw new InvalidDataException(
                $"{name}: the gzip data are truncated, or not a single member: {total} bytes of text where the last four "
                + $"bytes announce {gzipLength}.");
        end += read;
        total += (uint)read;
        return read > 0;
    }
}
