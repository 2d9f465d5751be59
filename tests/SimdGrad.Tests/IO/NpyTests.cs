using System.IO.Compression;
using System.Text;
using SimdGrad.IO;
using SimdGrad.Tests.Docs;
using Xunit;

namespace SimdGrad.Tests.IO;

public sealed class NpyTests
{
    [Fact]
    public void The_bytes_are_those_of_numpy()
    {
        // numpy.save of arange(6, dtype='<f4').reshape(2, 3): a header of 118 bytes after 10, so that data begin at 128.
        using var stream = new MemoryStream();
        Npy.Write<float>(stream, [2, 3], [0, 1, 2, 3, 4, 5]);
        byte[] bytes = stream.ToArray();
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0, 118, 0], bytes[..10]);
        Assert.Equal(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }".PadRight(117) + "\n",
            Encoding.ASCII.GetString(bytes[10..128]));
        Assert.Equal(24, bytes.Length - 128);
        Assert.Equal(1f, BitConverter.ToSingle(bytes, 132));
    }

    [Theory]
    [InlineData(new int[0], "()")]
    [InlineData(new[] { 3 }, "(3,)")]
    [InlineData(new[] { 0, 2 }, "(0, 2)")]
    [InlineData(new[] { 1, 2, 3 }, "(1, 2, 3)")]
    public void Shapes_are_tuples(int[] sizes, string tuple)
    {
        Shape shape = new(sizes);
        using var stream = new MemoryStream();
        Npy.Write<byte>(stream, shape, new byte[shape.FlattenedLength]);
        Assert.Contains(
            $"'descr': '|u1', 'fortran_order': False, 'shape': {tuple}, }}", Encoding.ASCII.GetString(stream.ToArray()));
        stream.Position = 0;
        Assert.Equal(shape, Npy.Read(stream).Shape);
    }

    [Fact]
    public void What_was_written_is_read_in_every_type()
    {
        Check<float>([1.5f, float.NaN, -0f]);
        Check<double>([1.5, double.NegativeInfinity]);
        Check([(Half)0.5, Half.NaN]);
        Check<sbyte>([-128, 127]);
        Check<byte>([0, 255]);
        Check<short>([short.MinValue, 7]);
        Check<ushort>([ushort.MaxValue]);
        Check<int>([int.MinValue, 7]);
        Check<uint>([uint.MaxValue]);
        Check<long>([long.MinValue, 7]);
        Check<ulong>([ulong.MaxValue]);

        static void Check<T>(T[] values) where T : unmanaged, System.Numerics.INumberBase<T>
        {
            using var folder = new TemporaryFolder();
            Npy.Write<T>(folder.File("x.npy"), [values.Length], values);
            Assert.Equal(values, Npy.Read(folder.File("x.npy")).ToArray<T>());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Versions_orders_of_bytes_and_of_indices_are_read(int version)
    {
        // Column-major: the element [i, j, k] is at i + 2 j + 6 k.
        double[] inColumns = [.. Enumerable.Range(0, 24).Select(i => (double)i)];
        double[] inRows =
        [
            .. from i in Enumerable.Range(0, 2)
               from j in Enumerable.Range(0, 3)
               from k in Enumerable.Range(0, 4)
               select i + 2 * j + 6.0 * k,
        ];
        foreach (string type in new[] { "<f8", ">f8", "=f8", "<f4", ">f4", "<f2", ">i2", ">i4", "<i8", ">u8", "|u1", ">i1" })
        {
            byte[] data = [.. inColumns.SelectMany(value => Encode(value, type))];
            Check($"{{'descr': '{type}', 'fortran_order': True, 'shape': (2, 3, 4), }}", inRows);
            Check($"{{\"shape\":(2,3,4,),\"fortran_order\":False,\"descr\":\"{type}\"}}   \n", inColumns);

            void Check(string header, double[] expected)
            {
                var array = Npy.Read(new MemoryStream(NpyBytes.Of(header, data, version)));
                Assert.Equal([2, 3, 4], array.Shape);
                Assert.Equal(expected, array.ToArray<double>());
            }
        }
    }

    [Fact]
    public void Several_arrays_may_follow_one_another_in_a_stream_but_not_in_a_file()
    {
        using var folder = new TemporaryFolder();
        using (var stream = new MemoryStream())
        {
            Npy.Write<int>(stream, [2], [1, 2]);
            Npy.Write<bool>(stream, [1], [true]);
            stream.Position = 0;
            Assert.Equal([1, 2], Npy.Read(stream).ToArray<int>());
            Assert.Equal([1], Npy.Read(stream).ToArray<int>());
            Assert.Contains("cut off", Assert.Throws<ArrayFileException>(() => Npy.Read(stream)).Message);
            File.WriteAllBytes(folder.File("x.npy"), stream.ToArray());
        }
        var error = Assert.Throws<ArrayFileException>(() => Npy.Read(folder.File("x.npy")));
        Assert.Contains("bytes follow the array", error.Message);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void Archives_hold_arrays_by_name(CompressionLevel level)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("x.npz");
        double[] large = [.. Enumerable.Range(0, 300_000).Select(i => (double)i)];
        var writer = new NpzWriter().Add<double>("large", [300, 1000], large).Add<int>("labels", [2], new[] { 3, 4 });
        Assert.Throws<ArgumentException>("name", () => writer.Add<int>("labels", [2], new[] { 3, 4 }));
        Assert.Throws<ArgumentException>("values", () => writer.Add<int>("x", [3], new[] { 3, 4 }));
        writer.Save(path, level);
        using (var file = NpzFile.Open(path))
        {
            Assert.Equal(["large", "labels"], file.Names);
            Assert.Equal([300, 1000], file.Read("large").Shape);
            Assert.Equal(large, file.Read("large").ToArray<double>());
            Assert.Equal([3, 4], file.Read("labels").ToArray<int>());
            var error = Assert.Throws<KeyNotFoundException>(() => file.Read("x"));
            Assert.Contains("no array 'x'; it has large, labels", error.Message);
        }
        byte[] first = File.ReadAllBytes(path);
        writer.Save(path, level);
        Assert.Equal(first, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    private static byte[] Encode(double value, string type)
    {
        byte[] bytes = type[1..] switch
        {
            "f8" => BitConverter.GetBytes(value),
            "f4" => BitConverter.GetBytes((float)value),
            "f2" => BitConverter.GetBytes((Half)value),
            "i2" => BitConverter.GetBytes((short)value),
            "i4" => BitConverter.GetBytes((int)value),
            "i8" or "u8" => BitConverter.GetBytes((long)value),
            _ => [(byte)value],
        };
        if (type[0] == '>' == BitConverter.IsLittleEndian)
            Array.Reverse(bytes);
        return bytes;
    }
}
