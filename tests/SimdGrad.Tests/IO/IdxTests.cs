using System.IO.Compression;
using SimdGrad.IO;
using SimdGrad.Tests.Docs;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class IdxTests
{
    private static readonly byte[] s_bytes = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_gzip_files_are_read(bool gzip)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("images");
        File.WriteAllBytes(path, gzip ? Gzip(s_bytes) : s_bytes);
        var array = Idx.Read(path);
        Assert.Equal((ElementType.UInt8, new Shape(2, 3)), (array.Type, array.Shape));
        Assert.Equal([1, 2, 3, 4, 5, 255], array.ToArray<float>());
        Assert.Equal([1, 2, 3, 4, 5, 255], array.ToArray<int>());
    }

    [Fact]
    public void All_types_are_read_from_big_endian()
    {
        Check(0x09, [0xFF, 2], [-1, 2]);
        Check(0x0B, [0xFF, 0xFE, 1, 2], [-2, 258]);
        Check(0x0C, [0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 1, 2], [-2, 258]);
        Check(0x0D, [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0], [1, -2]);
        Check(0x0E, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1, -2]);

        static void Check(byte type, byte[] data, double[] expected) =>
            Assert.Equal(expected, Read([0, 0, type, 1, 0, 0, 0, 2, .. data]).ToArray<double>());
    }

    [Fact]
    public void Files_that_are_cut_off_or_go_on_are_errors()
    {
        foreach (byte[] bytes in new[] { s_bytes, Gzip(s_bytes) })
        {
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<ArrayFileException>(() => Read(bytes[..length]));
            Assert.Contains("goes on", Assert.Throws<ArrayFileException>(() => Read(Gzip([.. s_bytes, 0]))).Message);
            Assert.Contains("goes on", Assert.Throws<ArrayFileException>(() => Read([.. s_bytes, 0])).Message);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 8, 9 }, "9 axes; 8 are the most")]
    [InlineData(new byte[] { 0, 0, 10, 1, 0, 0, 0, 1, 1 }, "00000A01 is not how IDX files begin")]
    [InlineData(new byte[] { 0, 1, 8, 1, 0, 0, 0, 1, 1 }, "not how IDX files begin")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF }, "is -1")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0x7F, 0xFF, 0xFF, 0xFF }, "2147483647 bytes")]
    [InlineData(new byte[] { 0, 0, 14, 1, 0x7F, 0xFF, 0xFF, 0xFF }, "are the most")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 1, 0, 0, 0, 1, 0, 0 }, "more than 2147483647 elements")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 5, 1, 2 }, "5 bytes, and 2 follow")]
    public void A_bad_file_is_an_error_that_says_what_and_is_not_believed(byte[] bytes, string message)
    {
        foreach (byte[] file in new[] { bytes, Gzip(bytes) })
            FileCost.Bounded(() => Assert.Contains(message, Assert.Throws<ArrayFileException>(() => Read(file)).Message));
    }

    [Fact]
    public void Random_changes_give_an_array_or_an_error_of_the_type()
    {
        var mutator = new Mutator(seed: 4);
        for (int i = 0; i < SampleCount.Of(2_000); i++)
            FileCost.Bounded(() => IsRefused(mutator.Mutate(i % 2 == 0 ? s_bytes : Gzip(s_bytes))));
    }

    internal static bool IsRefused(byte[] bytes)
    {
        try
        {
            Read(bytes).ToArray<double>();
            return false;
        }
        catch (ArrayFileException)
        {
            return true;
        }
    }

    private static StoredArray Read(byte[] bytes) => Idx.Read(new MemoryStream(bytes), "made");

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
