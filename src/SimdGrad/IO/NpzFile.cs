using System.IO.Compression;

namespace SimdGrad.IO;

/// <summary>A .npz file, which is a zip archive of .npy files, open for reading. Not thread-safe.</summary>
public sealed class NpzFile : IDisposable
{
    private const string Extension = ".npy";

    private readonly string _name;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = [];

    private NpzFile(Stream stream, string name)
    {
        _name = name;
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read);
            foreach (var entry in _archive.Entries)
                if (!_entries.TryAdd(NameOf(entry), entry))
                    throw new ArrayFileException($"{name} has two entries '{entry.FullName}'.");
        }
        catch (InvalidDataException fault)
        {
            throw new ArrayFileException($"{name} is no zip archive, or is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>The names of the arrays, without <c>.npy</c>.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens the file at <paramref name="path"/>; arrays are read when they are asked for.</summary>
    /// <exception cref="ArrayFileException">The file is no zip archive.</exception>
    /// <exception cref="IOException">The file is not found or cannot be read.</exception>
    public static NpzFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read), path);
    }

    /// <summary>Opens an archive in a stream.</summary>
    /// <param name="stream">A stream that can seek. It is disposed with the result, or at once if it is not valid.</param>
    /// <param name="name">What messages call the stream.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="ArrayFileException">As for a file.</exception>
    public static NpzFile Open(Stream stream, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        // The archive would copy it to memory whole.
        if (!stream.CanSeek)
            throw new ArgumentException("The stream cannot seek.", nameof(stream));
        try
        {
            return new NpzFile(stream, name);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads an array. It may take a thousand times the memory of the file, if it was well compressed.</summary>
    /// <param name="name">The name, without <c>.npy</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such array.</exception>
    /// <exception cref="ArrayFileException">The array is damaged or not read.</exception>
    public StoredArray Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_entries.TryGetValue(name, out var entry))
            throw new KeyNotFoundException($"{_name} has no array '{name}'; it has {string.Join(", ", _entries.Keys.Take(10))}.");
        try
        {
            using var stream = entry.Open();
            var array = Npy.Read(stream, $"{_name}, {entry.FullName}");
            return stream.ReadByte() < 0
                ? array
                : throw new ArrayFileException($"{_name}, {entry.FullName}: bytes follow the array.");
        }
        catch (InvalidDataException fault)
        {
            throw new ArrayFileException($"{_name}, {entry.FullName}: the entry is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _archive.Dispose();

    private static string NameOf(ZipArchiveEntry entry) => entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
        ? entry.FullName[..^Extension.Length]
        : entry.FullName;
}
