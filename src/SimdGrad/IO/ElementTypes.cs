using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SimdGrad.IO;

/// <summary>Sizes, names and conversions of the element types. Bytes here are in the order of the machine.</summary>
internal static class ElementTypes
{
    // In the order of the enumeration. NumPy has no name for bfloat16.
    private static readonly (int Size, string Safetensors, string? Npy)[] s_rows =
    [
        (1, "BOOL", "b1"), (1, "I8", "i1"), (1, "U8", "u1"), (2, "I16", "i2"), (2, "U16", "u2"), (4, "I32", "i4"),
        (4, "U32", "u4"), (8, "I64", "i8"), (8, "U64", "u8"), (2, "F16", "f2"), (2, "BF16", null), (4, "F32", "f4"),
        (8, "F64", "f8"),
    ];

    /// <summary>The names that safetensors has for them.</summary>
    public static string SafetensorsNames => string.Join(", ", s_rows.Select(row => row.Safetensors));

    /// <summary>Bytes of an element.</summary>
    public static int Size(this ElementType type) => s_rows[(int)type].Size;

    /// <summary>The name in safetensors.</summary>
    public static string SafetensorsName(this ElementType type) => s_rows[(int)type].Safetensors;

    /// <summary>The name in .npy files, without the order of bytes.</summary>
    public static string NpyName(this ElementType type) => s_rows[(int)type].Npy!;

    /// <summary>The type of a name of safetensors.</summary>
    public static bool TryParseSafetensors(string? name, out ElementType type) =>
        IsRow(Array.FindIndex(s_rows, row => row.Safetensors == name), out type);

    /// <summary>The type of a name of .npy files, without the order of bytes.</summary>
    public static bool TryParseNpy(string name, out ElementType type) =>
        IsRow(Array.FindIndex(s_rows, row => row.Npy == name), out type);

    /// <summary>The type in files of a type of .NET.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static ElementType Of<T>() where T : unmanaged => default(T) switch
    {
        float => ElementType.Float32,
        double => ElementType.Float64,
        int => ElementType.Int32,
        long => ElementType.Int64,
        byte => ElementType.UInt8,
        bool => ElementType.Bool,
        sbyte => ElementType.Int8,
        short => ElementType.Int16,
        ushort => ElementType.UInt16,
        uint => ElementType.UInt32,
        ulong => ElementType.UInt64,
        Half => ElementType.Float16,
        _ => throw new NotSupportedException($"Array files have no element type for {typeof(T)}."),
    };

    /// <summary>
    /// Converts elements: to a floating-point type from all, to the nearest number; to an integer type from those that hold
    /// integers.
    /// </summary>
    /// <exception cref="InvalidCastException">Real numbers would become integers.</exception>
    /// <exception cref="OverflowException">An integer does not fit.</exception>
    public static void Convert<T>(ReadOnlySpan<byte> bytes, ElementType type, Span<T> values) where T : unmanaged, INumberBase<T>
    {
        // A type in which a half is nothing holds integers.
        if (type >= ElementType.Float16 && T.IsZero(T.CreateTruncating(0.5)))
            throw new InvalidCastException($"The file has elements of type {type}, which are not converted to {typeof(T).Name}.");
        switch (type)
        {
            case ElementType.Bool:
                for (int i = 0; i < values.Length; i++)
                    values[i] = bytes[i] == 0 ? T.Zero : T.One;
                break;
            case ElementType.BFloat16:
                var upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < values.Length; i++)
                    values[i] = T.CreateChecked(BitConverter.UInt32BitsToSingle((uint)upper[i] << 16));
                break;
            case ElementType.Int8: Convert<sbyte, T>(bytes, values); break;
            case ElementType.UInt8: Convert<byte, T>(bytes, values); break;
            case ElementType.Int16: Convert<short, T>(bytes, values); break;
            case ElementType.UInt16: Convert<ushort, T>(bytes, values); break;
            case ElementType.Int32: Convert<int, T>(bytes, values); break;
            case ElementType.UInt32: Convert<uint, T>(bytes, values); break;
            case ElementType.Int64: Convert<long, T>(bytes, values); break;
            case ElementType.UInt64: Convert<ulong, T>(bytes, values); break;
            case ElementType.Float16: Convert<Half, T>(bytes, values); break;
            case ElementType.Float32: Convert<float, T>(bytes, values); break;
            default: Convert<double, T>(bytes, values); break;
        }
    }

    /// <summary>Throws unless there are as many values as the shape has elements.</summary>
    public static void ThrowUnlessLength<T>(Shape shape, ReadOnlySpan<T> values)
    {
        if (values.Length != shape.FlattenedLength)
            throw new ArgumentException(
                $"values has {values.Length} elements; {shape} has {shape.FlattenedLength}.", nameof(values));
    }

    /// <summary>Turns the order of the bytes of each element around.</summary>
    public static void ReverseBytes(Span<byte> bytes, int size)
    {
        if (size > 1)
            for (int i = 0; i < bytes.Length; i += size)
                bytes.Slice(i, size).Reverse();
    }

    [SuppressMessage("Performance", "CA1859", Justification = "It is a type parameter.")]
    private static void Convert<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> values)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : unmanaged, INumberBase<T>
    {
        var from = MemoryMarshal.Cast<byte, TFrom>(bytes);
        if (typeof(TFrom) == typeof(T))
            MemoryMarshal.Cast<TFrom, T>(from).CopyTo(values);
        else
            for (int i = 0; i < values.Length; i++)
                values[i] = T.CreateChecked(from[i]);
    }

    private static bool IsRow(int row, out ElementType type)
    {
        type = (ElementType)row;
        return row >= 0;
    }
}
