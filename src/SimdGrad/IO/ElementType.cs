using System.Diagnostics.CodeAnalysis;

namespace SimdGrad.IO;

/// <summary>The type of the numbers of an array in a file.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "These are the types' names.")]
public enum ElementType
{
    /// <summary>A byte that is 0 for false; else true, which reads as 1.</summary>
    Bool,

    /// <summary>8 bits, with sign.</summary>
    Int8,

    /// <summary>8 bits, without sign.</summary>
    UInt8,

    /// <summary>16 bits, with sign.</summary>
    Int16,

    /// <summary>16 bits, without sign.</summary>
    UInt16,

    /// <summary>32 bits, with sign.</summary>
    Int32,

    /// <summary>32 bits, without sign.</summary>
    UInt32,

    /// <summary>64 bits, with sign.</summary>
    Int64,

    /// <summary>64 bits, without sign.</summary>
    UInt64,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,

    /// <summary>The upper half of a <see cref="Float32"/>.</summary>
    BFloat16,

    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,
}
