using System.Numerics;

namespace SimdGrad.IO;

/// <summary>An array that <see cref="Npy"/>, <see cref="NpzFile"/> or <see cref="Idx"/> has read, in memory.</summary>
public sealed class StoredArray
{
    private readonly byte[] _bytes;

    internal StoredArray(ElementType type, Shape shape, byte[] bytes) => (Type, Shape, _bytes) = (type, shape, bytes);

    /// <summary>The type of the elements in the file.</summary>
    public ElementType Type { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>Copies the elements, row-major whatever their order in the file, into a new array.</summary>
    /// <typeparam name="T">
    /// The type to convert to: a floating-point type from every type, to the nearest number; an integer type from integers.
    /// </typeparam>
    /// <exception cref="InvalidCastException">Real numbers would become integers.</exception>
    /// <exception cref="OverflowException">An integer does not fit.</exception>
    public T[] ToArray<T>() where T : unmanaged, INumberBase<T>
    {
        var values = new T[Shape.FlattenedLength];
        ElementTypes.Convert<T>(_bytes, Type, values);
        return values;
    }
}
