namespace SimdGrad.IO;

/// <summary>Replaces files whole.</summary>
internal static class AtomicFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>
    /// Writes a temporary file beside the one named, <c>.tmp</c>, flushes it to the disk and renames it. A process that is killed
    /// leaves the old file or the new, and at most a temporary one, which the next write replaces.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; the old one is as it was.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string temporary = path + ".tmp";
        // Not shared: two writers of one file at a time are an error, not a mixture.
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
        {
            try
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        File.Move(temporary, path, overwrite: true);
    }
}
