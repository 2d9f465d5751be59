using System.Globalization;
using System.Numerics;
using System.Text;

namespace SimdGrad.Data;

/// <summary>
/// Reads tables of numbers from delimited text such as CSV: UTF-8, the same number of fields on each line, numbers as the
/// invariant culture writes them (including <c>NaN</c> and <c>Infinity</c>), spaces around them allowed, no quotes.
/// Gzip data are recognized by their first two bytes, whatever the name of the file. A byte order mark, CR LF line ends
/// and blank lines at the end are accepted.
/// </summary>
/// <remarks>Errors count lines from 1, header lines included, and columns from 1.</remarks>
public static class DelimitedText
{
    private const int LongestQuote = 40;

    /// <summary>Reads the table in the file at <paramref name="path"/>.</summary>
    /// <typeparam name="T">Type of the numbers; each is the one nearest to the text.</typeparam>
    /// <param name="path">Path of a plain or gzip file.</param>
    /// <param name="options">Delimiter and header; comma and none if null.</param>
    /// <exception cref="FormatException">
    /// There is no row, a row has another number of fields than the first, or a field is empty, not a number or too large
    /// for <typeparamref name="T"/>. The message names file, line, column and text.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// The gzip data are damaged, truncated or of several members, or the table does not fit an array.
    /// </exception>
    /// <exception cref="IOException">The file is not found or cannot be read.</exception>
    public static DelimitedTable<T> Read<T>(string path, DelimitedTextOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read<T>(file, options, path);
    }

    /// <summary>
    /// Reads the table in <paramref name="stream"/> from its position to its end and leaves it open. A stream that cannot
    /// seek is first copied to memory.
    /// </summary>
    /// <typeparam name="T">Type of the numbers; each is the one nearest to the text.</typeparam>
    /// <param name="stream">Plain or gzip bytes.</param>
    /// <param name="options">Delimiter and header; comma and none if null.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="FormatException">As for a file.</exception>
    /// <exception cref="InvalidDataException">As for a file.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static DelimitedTable<T> Read<T>(Stream stream, DelimitedTextOptions? options = null, string name = "stream")
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new DelimitedTextOptions();
        if (stream.CanSeek)
            return ReadSeekable<T>(stream, options, name);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        copy.Position = 0;
        return ReadSeekable<T>(copy, options, name);
    }

    private static DelimitedTable<T> ReadSeekable<T>(Stream stream, DelimitedTextOptions options, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var lines = new LineReader(stream, name);
        while (lines.Line < options.HeaderLines && lines.TryRead(out _))
        {
        }

        var values = new T[256];
        int count = 0;
        int columns = 0;
        long blankLine = 0;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty)
            {
                blankLine = blankLine == 0 ? lines.Line : blankLine;
                continue;
            }

            if (blankLine != 0)
                throw new FormatException($"{name}, line {blankLine}, column 1: the line is blank but not the last.");
            int fields = line.Count((byte)options.Delimiter) + 1;
            columns = columns == 0 ? fields : columns;
            if (fields != columns)
                throw new FormatException(
                    $"{name}, line {lines.Line}, column {Math.Min(fields, columns) + 1}: the line has {fields} columns, "
                    + $"the first row has {columns}: {Quote(line)}.");
            if (columns > Array.MaxLength - count)
                throw new InvalidDataException($"{name}, line {lines.Line}: more than {Array.MaxLength} numbers.");
            if (columns > values.Length - count)
                Array.Resize(ref values, (int)Math.Min(Math.Max(2L * values.Length, count + columns), Array.MaxLength));
            ParseRow(line, (byte)options.Delimiter, values.AsSpan(count, columns), name, lines.Line);
            count += columns;
        }

        if (count == 0)
            throw new FormatException($"{name}, line {lines.Line + 1}, column 1: no row of numbers in {lines.Line} lines.");
        return new DelimitedTable<T>(name, values.AsMemory(0, count), columns);
    }

    private static void ParseRow<T>(ReadOnlySpan<byte> line, byte delimiter, Span<T> row, string name, long lineNumber)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int column = 0; column < row.Length; column++)
        {
            int length = line.IndexOf(delimiter);
            ReadOnlySpan<byte> field = length < 0 ? line : line[..length];
            line = line[(field.Length + (length < 0 ? 0 : 1))..];

            // The BCL's parser ignores zero bytes at the end and turns what is too large into an infinity.
            bool parsed = T.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out row[column]);
            if (!parsed || field[^1] == 0 || (T.IsInfinity(row[column]) && field.ContainsAnyInRange((byte)'0', (byte)'9')))
                throw new FormatException($"{name}, line {lineNumber}, column {column + 1}: {Fault<T>(field, parsed)}.");
        }
    }

    private static string Fault<T>(ReadOnlySpan<byte> field, bool parsed)
    {
        if (field.Trim(" \t"u8).IsEmpty)
            return "the field is empty";
        return Quote(field) + (parsed && field[^1] != 0 ? $" is too large for {typeof(T).Name}" : " is not a number");
    }

    private static string Quote(ReadOnlySpan<byte> text) =>
        text.Length <= LongestQuote
            ? $"\"{Encoding.UTF8.GetString(text)}\""
            : $"\"{Encoding.UTF8.GetString(text[..LongestQuote])}...\"";
}
