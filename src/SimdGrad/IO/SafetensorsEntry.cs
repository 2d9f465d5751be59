namespace SimdGrad.IO;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
public sealed class SafetensorsEntry
{
    internal SafetensorsEntry(string name, ElementType type, Shape shape, long begin, long end) =>
        (Name, Type, Shape, Begin, End) = (name, type, shape, begin, end);

    /// <summary>The name, unique in the file.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The shape; elements are stored row-major.</summary>
    public Shape Shape { get; }

    /// <summary>Where the first byte is among the data.</summary>
    internal long Begin { get; }

    /// <summary>Where the byte after the last is.</summary>
    internal long End { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{SafetensorsHeader.Quote(Name)} {Type.SafetensorsName()} {Shape}";
}
