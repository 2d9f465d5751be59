using System.IO.Compression;
using SimdGrad.IO;

namespace SimdGrad.Fuzz;

/// <summary>A reader of files, and valid files to begin from.</summary>
internal sealed class FuzzTarget
{
    private const long MostBytes = 64_000_000;

    private readonly Action<Stream> _read;
    private readonly Lazy<byte[][]> _seeds;

    // The seeds are not made before they are asked for: instrumented code does not run until SharpFuzz has begun.
    private FuzzTarget(Action<Stream> read, Func<byte[][]> seeds) => (_read, _seeds) = (read, new(seeds));

    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new Dictionary<string, FuzzTarget>
    {
        ["safetensors"] = new(ReadSafetensors, () => [Safetensors(), "\u0002\0\0\0\0\0\0\0{}"u8.ToArray()]),
        ["npy"] = new(stream => Npy.Read(stream).ToArray<double>(), () => [NpyFile([2, 3]), NpyFile([]), NpyFile([0])]),
        ["npz"] = new(ReadNpz, () => [Npz(CompressionLevel.NoCompression), Npz(CompressionLevel.Optimal)]),
        ["idx"] = new(stream => Idx.Read(stream).ToArray<double>(), () => [IdxFile(), Gzip(IdxFile())]),
    };

    public IReadOnlyList<byte[]> Seeds => _seeds.Value;

    /// <summary>Reads an input; returns whether it is valid. What is not foreseen, and too much memory, are exceptions.</summary>
    public bool Run(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isValid;
        try
        {
            _read(new MemoryStream(input));
            isValid = true;
        }
        catch (Exception fault) when (fault is SafetensorsException or ArrayFileException)
        {
            isValid = false;
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= MostBytes ? isValid : throw new InsufficientMemoryException($"{allocated} bytes were allocated.");
    }

    private static void ReadSafetensors(Stream stream)
    {
        using var file = SafetensorsFile.Open(stream);
        foreach (var entry in file.Entries)
            file.Read<double>(entry.Name);
    }

    private static void ReadNpz(Stream stream)
    {
        using var file = NpzFile.Open(stream);
        foreach (string name in file.Names)
            file.Read(name).ToArray<double>();
    }

    private static byte[] Safetensors()
    {
        using var stream = new MemoryStream();
        new SafetensorsWriter()
            .AddMetadata("format", "pt")
            .Add<float>("0.weight", [2, 3], new float[6])
            .Add<long>("\u20AC", [], new long[1])
            .Add<byte>("none", [0, 3], Array.Empty<byte>())
            .WriteTo(stream);
        return stream.ToArray();
    }

    private static byte[] NpyFile(Shape shape)
    {
        using var stream = new MemoryStream();
        Npy.Write<float>(stream, shape, new float[shape.FlattenedLength]);
        return stream.ToArray();
    }

    private static byte[] Npz(CompressionLevel level)
    {
        string path = Path.GetTempFileName();
        new NpzWriter().Add<int>("a", [2], new[] { 1, 2 }).Add<double>("b", [2, 1], new double[2]).Save(path, level);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private static byte[] IdxFile() => [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
