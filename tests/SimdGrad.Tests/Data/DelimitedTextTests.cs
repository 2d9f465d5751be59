using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using SimdGrad.Data;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Data;

public class DelimitedTextTests
{
    private static readonly string Digits = Path.Combine(AppContext.BaseDirectory, "Data", "digits.csv.gz");

    [Property]
    public void Doubles_survive_text_to_the_bit(ulong seed, PositiveInt rows, PositiveInt columns, bool zip, bool windows) =>
        RoundTrip(seed, rows.Get, columns.Get, zip, windows, BitConverter.UInt64BitsToDouble, BitConverter.DoubleToUInt64Bits);

    [Property]
    public void Floats_survive_text_to_the_bit(ulong seed, PositiveInt rows, PositiveInt columns, bool zip, bool windows) =>
        RoundTrip(
            seed, rows.Get, columns.Get, zip, windows,
            bits => BitConverter.UInt32BitsToSingle((uint)bits), value => BitConverter.SingleToUInt32Bits(value));

    [Fact]
    public void The_digits_have_1797_rows_of_64_pixels_and_a_class()
    {
        DelimitedTable<float> table = DelimitedText.Read<float>(Digits);
        Assert.Equal((1797, 65, 1797 * 65), (table.Rows, table.Columns, table.Values.Length));
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            table.Labels(^1).CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        float[] pixels = table.CopyColumns(..^1);
        Assert.Equal(1797 * 64, pixels.Length);
        Assert.Equal((0f, 16f), (pixels.Min(), pixels.Max()));
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], pixels[..8]);
    }

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("1,2\n3,4")]
    [InlineData("1,2\r\n3,4\r\n")]
    [InlineData("1,2\r\n3,4\r\n\r\n\n")]
    [InlineData("\uFEFF1,2\n3,4\n")]
    [InlineData(" 1 ,+2.0\n3e0,\t4\n")]
    public void Small_differences_of_form_do_not_matter(string text)
    {
        foreach (bool zip in new[] { false, true })
        {
            DelimitedTable<double> table = Read<double>(text, zip);
            Assert.Equal((2, 2), (table.Rows, table.Columns));
            Assert.Equal([1.0, 2, 3, 4], table.Values.ToArray());
        }
    }

    [Fact]
    public void Delimiter_and_header_lines_can_be_set()
    {
        DelimitedTable<double> table =
            Read<double>("\uFEFFa;b\n\n1;NaN\n-Infinity;2\n", options: new() { Delimiter = ';', HeaderLines = 2 });
        Assert.Equal([1, double.NaN, double.NegativeInfinity, 2], table.Values.ToArray());
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_read_whole()
    {
        string line = string.Join(',', Enumerable.Range(0, 60_000));
        DelimitedTable<double> table = Read<double>($"{line}\n{line}\n");
        Assert.Equal((2, 60_000), (table.Rows, table.Columns));
        Assert.Equal(Enumerable.Range(0, 60_000).Select(i => (double)i), table.Row(1).ToArray());
    }

    [Theory]
    [InlineData("", "line 1, column 1: no row of numbers in 0 lines")]
    [InlineData("\uFEFF", "line 2, column 1: no row of numbers in 1 lines")]
    [InlineData("\n\n", "line 3, column 1: no row of numbers in 2 lines")]
    [InlineData("1,2\n\n3,4\n", "line 2, column 1: the line is blank but not the last")]
    [InlineData("1,2\n3,4,5\n", "line 2, column 3: the line has 3 columns, the first row has 2: \"3,4,5\"")]
    [InlineData("1,2\n3\n", "line 2, column 2: the line has 1 columns, the first row has 2: \"3\"")]
    [InlineData("1,2\n3,\n", "line 2, column 2: the field is empty")]
    [InlineData("1,2\n , 4\n", "line 2, column 1: the field is empty")]
    [InlineData("1,2\r\n3,x7\r\n", "line 2, column 2: \"x7\" is not a number")]
    [InlineData("1,2\n3,4\0\n", "line 2, column 2: \"4\0\" is not a number")]
    [InlineData("1,2\n3,0x10\n", "line 2, column 2: \"0x10\" is not a number")]
    [InlineData("1,2\n3,(4)\n", "line 2, column 2: \"(4)\" is not a number")]
    [InlineData("1,2\r3\n", "line 1, column 2: \"2\r3\" is not a number")]
    [InlineData("\"1\",2\n", "line 1, column 1: \"\"1\"\" is not a number")]
    [InlineData("1,2\n3,1e39\n", "line 2, column 2: \"1e39\" is too large for Single")]
    [InlineData("1,2\n3,-1e999\n", "line 2, column 2: \"-1e999\" is too large for Single")]
    [InlineData(
        "12345678901234567890123456789012345678901234567890x",
        "line 1, column 1: \"1234567890123456789012345678901234567890...\" is not a number")]
    public void Malformed_text_is_an_error_that_says_where(string text, string expected)
    {
        foreach (bool zip in new[] { false, true })
        {
            var error = Assert.Throws<FormatException>(() => Read<float>(text, zip));
            Assert.Equal($"memory, {expected}.", error.Message);
        }
    }

    [Fact]
    public void Header_lines_count_when_an_error_says_where()
    {
        var error = Assert.Throws<FormatException>(() => Read<float>("a,b\n1,?\n", options: new() { HeaderLines = 1 }));
        Assert.Equal("memory, line 2, column 2: \"?\" is not a number.", error.Message);
        error = Assert.Throws<FormatException>(() => Read<float>("a,b\n", options: new() { HeaderLines = 7 }));
        Assert.Equal("memory, line 2, column 1: no row of numbers in 1 lines.", error.Message);
    }

    [Fact]
    public void Every_truncation_of_gzip_data_is_an_error()
    {
        byte[] whole = Zip("1,2\n3,4\n5,6\n");
        for (int length = 2; length < whole.Length; length++)
        {
            var error = Assert.Throws<InvalidDataException>(() => Read<float>(whole[..length]));
            Assert.StartsWith("memory: the gzip data are ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_truncated_file_is_an_error_that_names_it()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, File.ReadAllBytes(Digits)[..30_000]);
            var error = Assert.Throws<InvalidDataException>(() => DelimitedText.Read<float>(path));
            Assert.StartsWith($"{path}: the gzip data are truncated", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_flipped_bit_in_gzip_data_never_changes_the_numbers()
    {
        byte[] whole = Zip("1,2\n3,4\n5,6\n");
        int errors = 0;
        for (int bit = 10 * 8; bit < whole.Length * 8; bit++)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                Assert.Equal([1f, 2, 3, 4, 5, 6], Read<float>(damaged).Values.ToArray());
            }
            catch (Exception error) when (error is FormatException or InvalidDataException)
            {
                Assert.StartsWith("memory", error.Message, StringComparison.Ordinal);
                errors++;
            }
        }

        // The few bits that pad the last byte of the compressed text carry nothing.
        Assert.InRange(errors, (whole.Length - 10) * 8 - 7, (whole.Length - 10) * 8);
    }

    [Fact]
    public void Gzip_data_with_a_wrong_sum_or_of_several_members_are_errors()
    {
        byte[] wrongSum = Zip("1,2\n");
        wrongSum[^5] ^= 1;
        var error = Assert.Throws<InvalidDataException>(() => Read<float>(wrongSum));
        Assert.StartsWith("memory: the gzip data are damaged", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<InvalidDataException>(() => Read<float>([.. Zip("1,2\n"), .. Zip("3,4\n")]));
        Assert.Contains("not a single member", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_is_read_from_its_position_and_stays_open()
    {
        foreach (byte[] bytes in new[] { "1,2\n"u8.ToArray(), Zip("1,2\n") })
        {
            using var stream = new MemoryStream([9, 9, 9, .. bytes]) { Position = 3 };
            Assert.Equal([1f, 2], DelimitedText.Read<float>(stream).Values.ToArray());
            Assert.True(stream.CanRead);
        }
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        using var pipe = new DeflateStream(new MemoryStream(Deflate(Zip("1,2\n"))), CompressionMode.Decompress);
        Assert.False(pipe.CanSeek);
        Assert.Equal([1f, 2], DelimitedText.Read<float>(pipe).Values.ToArray());
    }

    [Fact]
    public void Arguments_that_make_no_sense_are_errors()
    {
        Assert.Throws<ArgumentNullException>("path", () => DelimitedText.Read<float>((string)null!));
        Assert.Throws<ArgumentException>("path", () => DelimitedText.Read<float>(""));
        Assert.Throws<ArgumentNullException>("stream", () => DelimitedText.Read<float>((Stream)null!));
        string missing = Path.Combine(Path.GetTempPath(), "no-such-file.csv");
        Assert.Throws<FileNotFoundException>(() => DelimitedText.Read<float>(missing));
        Assert.Throws<ArgumentOutOfRangeException>("HeaderLines", () => new DelimitedTextOptions { HeaderLines = -1 });
        foreach (char delimiter in "0eN.+-\r\n\0é")
            Assert.Throws<ArgumentException>("Delimiter", () => new DelimitedTextOptions { Delimiter = delimiter });
    }

    private static void RoundTrip<T>(
        ulong seed, int rows, int columns, bool zip, bool windows, Func<ulong, T> fromBits, Func<T, ulong> toBits)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const ulong NaN = ulong.MaxValue;
        var random = new CounterRandom(seed);
        T[] values = [.. Enumerable.Range(0, rows * columns).Select(i => fromBits(random.Bits((ulong)i)))];
        IEnumerable<string> lines = values.Chunk(columns)
            .Select(row => string.Join(',', row.Select(value => value.ToString(null, CultureInfo.InvariantCulture))));
        DelimitedTable<T> table = Read<T>(string.Join(windows ? "\r\n" : "\n", lines), zip);
        Assert.Equal((rows, columns), (table.Rows, table.Columns));

        // NaN is NaN: text does not carry its payload.
        Assert.Equal(
            values.Select(value => T.IsNaN(value) ? NaN : toBits(value)),
            table.Values.ToArray().Select(value => T.IsNaN(value) ? NaN : toBits(value)));
    }

    private static DelimitedTable<T> Read<T>(string text, bool zip = false, DelimitedTextOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DelimitedText.Read<T>(new MemoryStream(zip ? Zip(text) : Encoding.UTF8.GetBytes(text)), options, "memory");

    private static DelimitedTable<T> Read<T>(byte[] bytes)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        DelimitedText.Read<T>(new MemoryStream(bytes), name: "memory");

    private static byte[] Zip(string text)
    {
        using var result = new MemoryStream();
        using (var zip = new GZipStream(result, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(text));
        return result.ToArray();
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var zip = new DeflateStream(result, CompressionLevel.Fastest))
            zip.Write(bytes);
        return result.ToArray();
    }
}
