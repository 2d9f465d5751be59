using System.Text;

namespace SimdGrad.Tests.IO;

/// <summary>.npy files in memory.</summary>
internal static class NpyBytes
{
    /// <summary>A file of a header and data.</summary>
    public static byte[] Of(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }
}
