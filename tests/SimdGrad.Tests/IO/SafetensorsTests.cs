using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SimdGrad.IO;
using SimdGrad.Tests.Docs;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class SafetensorsTests
{
    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        // Counted by hand from the description of the format; the header is padded with blanks to a multiple of 8.
        byte[] bytes = SafetensorsBytes.Written(new SafetensorsWriter()
            .AddMetadata("format", "pt")
            .Add<float>("0.weight", [1, 2], new[] { 1f, -2f })
            .Add<double>("ä", [], new[] { 0.5 }));
        string header = """{"__metadata__":{"format":"pt"},"ä":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"""
            + "\"0.weight\":" + """{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]}}""";
        int length = Encoding.UTF8.GetByteCount(header);
        header += new string(' ', (8 - length % 8) % 8);
        length = Encoding.UTF8.GetByteCount(header);
        Assert.Equal(
            [(byte)length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header),
                0, 0, 0, 0, 0, 0, 0xE0, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0],
            bytes);
    }

    [Fact]
    public void What_was_written_is_read()
    {
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var random = new Random(seed);
            var writer = new SafetensorsWriter();
            var expected = new List<(string Name, Shape Shape, double[] Values)>();
            for (int i = random.Next(6); i > 0; i--)
            {
                Shape shape = new([.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(5))]);
                float[] values = [.. Enumerable.Range(0, shape.FlattenedLength).Select(_ => random.NextSingle() - 0.5f)];
                string name = $"tensor {i} \"\\ \u20AC";
                if (random.Next(2) == 0)
                    writer.Add<float>(name, shape, values);
                else
                    writer.Add<double>(name, shape, Array.ConvertAll(values, v => (double)v));
                expected.Add((name, shape, Array.ConvertAll(values, v => (double)v)));
            }
            using var file = SafetensorsBytes.Open(SafetensorsBytes.Written(writer));
            Assert.Equal(expected.Count, file.Entries.Count);
            foreach (var (name, shape, values) in expected)
            {
                Assert.Equal(shape, file[name].Shape);
                Assert.Equal(values, file.Read<double>(name));
            }
        }).Check(SampleCount.Config(100));
    }

    [Fact]
    public void Every_element_type_is_read_and_converted()
    {
        Check("BOOL", [0, 1], [0, 1]);
        Check("I8", [0x80, 0x7F], [-128, 127]);
        Check("U8", [0x80, 0xFF], [128, 255]);
        Check("I16", [0xFE, 0xFF, 1, 2], [-2, 513]);
        Check("U16", [0xFE, 0xFF, 1, 2], [65534, 513]);
        Check("I32", [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0], [-1, 1]);
        Check("U32", [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0], [4294967295, 1]);
        Check("I64", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0, 0, 0, 0], [-1, 2]);
        Check("U64", [0, 0, 0, 0, 0, 0, 0, 0x80, 2, 0, 0, 0, 0, 0, 0, 0], [9223372036854775808, 2]);
        Check("F16", [0, 0x3C, 0, 0xFC], [1, double.NegativeInfinity]);
        Check("F16", [1, 0, 0xFF, 0x7B], [Math.Pow(2, -24), 65504]);
        Check("BF16", [0x80, 0x3F, 0x49, 0xC0], [1, -3.140625]);
        Check("F32", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x80], [1, -0.0]);
        Check("F64", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0xF8, 0x7F], [1, double.NaN]);

        static void Check(string dtype, byte[] data, double[] expected)
        {
            byte[] bytes = SafetensorsBytes.Of(
                $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""");
            using var file = SafetensorsBytes.Open([.. bytes, .. data]);
            Assert.Equal(expected, file.Read<double>("x"));
            Assert.Equal(Array.ConvertAll(expected, v => (float)v), file.Read<float>("x"));
            if (expected.All(double.IsInteger) && dtype[0] != 'F' && dtype[0] != 'B')
                Assert.Equal(Array.ConvertAll(expected, v => (Int128)v), file.Read<Int128>("x"));
        }
    }

    [Fact]
    public void Conversions_that_would_lose_are_errors()
    {
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Written(new SafetensorsWriter()
            .Add<float>("real", [1], new[] { 1f }).Add<long>("large", [1], new[] { 1L << 40 })));
        Assert.Throws<InvalidCastException>(() => file.Read<int>("real"));
        Assert.Throws<OverflowException>(() => file.Read<int>("large"));
        Assert.Equal([1L << 40], file.Read<long>("large"));
    }

    [Fact]
    public void Tensors_longer_than_a_chunk_are_read_whole()
    {
        int[] values = [.. Enumerable.Range(0, 100_003)];
        var writer = new SafetensorsWriter().Add<int>("x", [100_003], values);
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Written(writer));
        Assert.Equal(values, file.Read<int>("x"));
        Assert.Equal(Array.ConvertAll(values, v => (double)v), file.Read<double>("x"));
    }

    [Fact]
    public void What_reference_files_may_have_is_accepted()
    {
        // Data in another order than the header, empty tensors among them, white space, no tensor at all.
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Of("""
            {"b": {"data_offsets":[4,8],"shape":[1],"dtype":"F32"}, "none": {"dtype":"F32","shape":[0,7],"data_offsets":[4,4]},
             "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}
               
            """, 8));
        Assert.Equal(["a", "none", "b"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([BitConverter.ToSingle([4, 5, 6, 7])], file.Read<float>("b"));
        Assert.Empty(file.Read<float>("none"));
        using var empty = SafetensorsBytes.Open(SafetensorsBytes.Of("{}"));
        Assert.Empty(empty.Entries);
        using var metadata = SafetensorsBytes.Open(SafetensorsBytes.Of("""{"__metadata__":{"key":"value \u00e4"}}"""));
        Assert.Equal("value ä", metadata.Metadata["key"]);
    }

    [Fact]
    public void Only_what_can_be_read_is_written()
    {
        var writer = new SafetensorsWriter().Add<float>("x", [1], new float[1]);
        Assert.Throws<ArgumentException>("name", () => writer.Add<float>("x", [1], new float[1]));
        Assert.Throws<ArgumentException>("name", () => writer.Add<float>("__metadata__", [1], new float[1]));
        Assert.Throws<ArgumentException>("name", () => writer.Add<float>("\uD800", [1], new float[1]));
        Assert.Throws<ArgumentException>("value", () => writer.AddMetadata("key", "\uDC00"));
        Assert.Throws<ArgumentException>("values", () => writer.Add<float>("y", [2, 2], new float[3]));
        Assert.Throws<NotSupportedException>(() => writer.Add<decimal>("y", [1], new decimal[1]));
        writer.AddMetadata("key", new string('x', 8 << 20));
        Assert.Throws<InvalidOperationException>(() => SafetensorsBytes.Written(writer));
    }

    [Fact]
    public void Names_and_lengths_that_are_not_there_are_named()
    {
        var writer = new SafetensorsWriter().Add<int>("x", [2, 3], new int[6]);
        using var file = SafetensorsBytes.Open(SafetensorsBytes.Written(writer));
        Assert.Contains("made has no tensor 'y'", Assert.Throws<KeyNotFoundException>(() => file.Read<int>("y")).Message);
        Assert.Null(file.Find("y"));
        var error = Assert.Throws<ArgumentException>("values", () => file.Read<int>("x", new int[5]));
        Assert.Contains("5 elements; 'x' I32 [2, 3] has 6", error.Message);
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("x.safetensors");
        new SafetensorsWriter().Add<int>("x", [1], new[] { 1 }).Save(path);
        byte[] before = File.ReadAllBytes(path);
        var parameters = new ParameterSet<float>(("x", [3]));
        parameters.Dispose();
        Assert.Throws<ObjectDisposedException>(() => parameters.SaveWeights(path));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));

        // What a killed process has left is replaced.
        File.WriteAllBytes(path + ".tmp", new byte[1000]);
        new SafetensorsWriter().Add<int>("x", [1], new[] { 2 }).Save(path);
        using (var file = SafetensorsFile.Open(path))
            Assert.Equal([2], file.Read<int>("x"));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }
}
