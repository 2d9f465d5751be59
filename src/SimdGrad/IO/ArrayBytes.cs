using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SimdGrad.IO;

/// <summary>The bytes of arrays in files.</summary>
internal static class ArrayBytes
{
    private const int FirstReadBytes = 1 << 20;

    /// <summary>Reads so many bytes. Memory grows with what was read, unless that much is known to be there.</summary>
    /// <exception cref="ArrayFileException">There are fewer, or too many for an array.</exception>
    public static byte[] Read(Stream stream, long length, string name)
    {
        if (length > Array.MaxLength)
            throw new ArrayFileException($"{name}: the array has {length} bytes; {Array.MaxLength} are the most.");
        long known = stream.CanSeek ? stream.Length - stream.Position : -1;
        if (stream.CanSeek && known < length)
            throw new ArrayFileException($"{name}: the array has {length} bytes, and {known} follow the header.");
        byte[] data = new byte[stream.CanSeek ? length : Math.Min(length, FirstReadBytes)];
        int count = 0;
        while (count < length)
        {
            if (count == data.Length)
                Array.Resize(ref data, (int)Math.Min(length, 2L * count));
            int read = stream.Read(data.AsSpan(count));
            if (read == 0)
                throw new ArrayFileException($"{name}: the array has {length} bytes, and {count} follow the header.");
            count += read;
        }
        return data;
    }

    /// <summary>Puts elements that stand in the order of rising first index into that of rising last index.</summary>
    public static byte[] RowMajor(byte[] data, Shape shape, int size)
    {
        byte[] result = new byte[data.Length];
        switch (size)
        {
            case 1: RowMajor<byte>(data, shape, result); break;
            case 2: RowMajor<ushort>(data, shape, result); break;
            case 4: RowMajor<uint>(data, shape, result); break;
            default: RowMajor<ulong>(data, shape, result); break;
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RowMajor<TWord>(ReadOnlySpan<byte> bytes, Shape shape, Span<byte> result) where TWord : unmanaged
    {
        var from = MemoryMarshal.Cast<byte, TWord>(bytes);
        var to = MemoryMarshal.Cast<byte, TWord>(result);
        Span<int> index = stackalloc int[shape.Rank];
        index.Clear();
        int source = 0;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[source];
            // The next index in rows; its place in columns is the sum of index times the product of the sizes before.
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                int stride = Stride(shape, axis);
                source += stride;
                if (++index[axis] < shape[axis])
                    break;
                source -= stride * shape[axis];
                index[axis] = 0;
            }
        }
    }

    private static int Stride(Shape shape, int axis)
    {
        int stride = 1;
        foreach (int size in shape.AsSpan()[..axis])
            stride *= size;
        return stride;
    }
}
