using System.Numerics;

namespace SimdGrad.IO;

/// <summary>Named memory, written to a safetensors file and read from one: all or, if anything does not fit, nothing.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class TensorSlots<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int MostListed = 10;

    private readonly List<Slot> _slots = [];

    /// <summary>Where the elements are when they are needed.</summary>
    public delegate Span<T> Source();

    /// <summary>Adds memory.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <param name="transposed">Whether the file has the transpose of this matrix.</param>
    public void Add(string name, Shape shape, Source values, bool transposed = false) =>
        _slots.Add(new Slot(name, shape, values, transposed));

    /// <summary>Hands all to a writer.</summary>
    public void AddTo(SafetensorsWriter writer)
    {
        foreach (var slot in _slots)
            writer.Add(slot.Name, ElementTypes.Of<T>(), slot.ShapeInFile, stream =>
            {
                if (slot.Transposed)
                    LittleEndian.WriteTransposed<T>(stream, slot.Values(), slot.Shape[0], slot.Shape[1]);
                else
                    LittleEndian.Write<T>(stream, slot.Values());
            });
    }

    /// <summary>Reads all. If anything fails, the memory is as it was.</summary>
    /// <param name="file">The file.</param>
    /// <param name="exact">Whether another type of elements is an error; else it is converted.</param>
    /// <exception cref="SafetensorsException">The file has other names or shapes; the message lists them.</exception>
    public void Load(SafetensorsFile file, bool exact)
    {
        ThrowUnlessSame(file, exact);
        T[][] values = [.. _slots.Select(slot => file.Read<T>(slot.Name))];
        for (int i = 0; i < values.Length; i++)
        {
            var target = _slots[i].Values();
            if (_slots[i].Transposed)
                Transpose(values[i], target, _slots[i].Shape[0], _slots[i].Shape[1]);
            else
                values[i].CopyTo(target);
        }
    }

    private void ThrowUnlessSame(SafetensorsFile file, bool exact)
    {
        List<string> missing = [], different = [];
        var unexpected = file.Entries.Select(entry => entry.Name).ToHashSet();
        foreach (var slot in _slots)
        {
            if (!unexpected.Remove(slot.Name))
                missing.Add(SafetensorsHeader.Quote(slot.Name));
            else if (file[slot.Name].Shape != slot.ShapeInFile)
                different.Add($"{file[slot.Name]} instead of {slot.ShapeInFile}");
            else if (exact && file[slot.Name].Type != ElementTypes.Of<T>())
                different.Add($"{file[slot.Name]} instead of {ElementTypes.Of<T>().SafetensorsName()}");
        }
        if (missing.Count + different.Count + unexpected.Count > 0)
            throw new SafetensorsException(
                $"{file.Name} does not fit.{Listed(" Missing: ", missing)}{Listed(" Different: ", different)}"
                + Listed(" Unexpected: ", [.. unexpected.Select(SafetensorsHeader.Quote)]));
    }

    private static void Transpose(ReadOnlySpan<T> values, Span<T> target, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++)
                target[row * columns + column] = values[column * rows + row];
    }

    private static string Listed(string title, List<string> names)
    {
        if (names.Count == 0)
            return "";
        string more = names.Count > MostListed ? $" and {names.Count - MostListed} more" : "";
        return $"{title}{string.Join(", ", names.Take(MostListed))}{more}.";
    }

    private sealed record Slot(string Name, Shape Shape, Source Values, bool Transposed)
    {
        public Shape ShapeInFile => Transposed ? [Shape[1], Shape[0]] : Shape;
    }
}
