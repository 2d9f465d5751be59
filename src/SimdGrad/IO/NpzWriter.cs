using System.IO.Compression;

namespace SimdGrad.IO;

/// <summary>
/// Collects arrays, then writes them as a .npz file. Equal content gives equal bytes. The values are read when the file is
/// written, not before.
/// </summary>
public sealed class NpzWriter
{
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the earliest of zip

    private readonly List<(string Name, Action<Stream> Write)> _arrays = [];

    /// <summary>Adds an array.</summary>
    /// <typeparam name="T">A type of .NET that <see cref="ElementType"/> has.</typeparam>
    /// <param name="name">Its name, which none before it has, without <c>.npy</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <exception cref="ArgumentException">The name is empty or not new, or the length is not that of the shape.</exception>
    /// <exception cref="NotSupportedException">Files have no such type.</exception>
    public NpzWriter Add<T>(string name, Shape shape, ReadOnlyMemory<T> values) where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_arrays.Exists(array => array.Name == name))
            throw new ArgumentException($"'{name}' is there already.", nameof(name));
        ElementTypes.ThrowUnlessLength(shape, values.Span);
        ElementTypes.Of<T>();
        _arrays.Add((name, stream => Npy.Write(stream, shape, values.Span)));
        return this;
    }

    /// <summary>Writes the file. Until all is on the disk, what was there before stays.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="level">How much is compressed: nothing, as by NumPy's <c>savez</c>, unless given.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, CompressionLevel level = CompressionLevel.NoCompression) => AtomicFile.Write(path, stream =>
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, write) in _arrays)
        {
            var entry = archive.CreateEntry(name + ".npy", level);
            entry.LastWriteTime = s_time;
            using var content = entry.Open();
            write(content);
        }
    });
}
