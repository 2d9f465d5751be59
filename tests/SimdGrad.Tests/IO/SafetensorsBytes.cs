using System.Buffers.Binary;
using System.Text;
using SimdGrad.IO;

namespace SimdGrad.Tests.IO;

/// <summary>Safetensors files in memory.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A file of a header and so many bytes of data, which count up from 0.</summary>
    public static byte[] Of(string header, int dataLength = 0) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    /// <summary>A file of a header and so many bytes of data, which count up from 0.</summary>
    public static byte[] Of(byte[] header, int dataLength = 0)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. Enumerable.Range(0, dataLength).Select(i => (byte)i)];
    }

    public static SafetensorsFile Open(byte[] bytes) => SafetensorsFile.Open(new MemoryStream(bytes), "made");

    public static byte[] Written(SafetensorsWriter writer)
    {
        using var stream = new MemoryStream();
        writer.WriteTo(stream);
        return stream.ToArray();
    }
}
