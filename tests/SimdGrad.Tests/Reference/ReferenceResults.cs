using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SimdGrad.Kernels;

namespace SimdGrad.Tests.Reference;

/// <summary>The hashes of results in float or in double, by kernel and shape.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ReferenceResults<T>(SortedDictionary<string, string> hashes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The lengths of spans: one element, some vectors and a tail at every width, and more than a chunk.</summary>
    public static readonly int[] Lengths = [1, 67, 5000];

    /// <summary>The rows and columns of matrices: narrow rows, rows of a few vectors, and rows of several chunks.</summary>
    public static readonly (int Rows, int Columns)[] Matrices = [(1, 1), (19, 5), (300, 67), (2, 5000)];

    /// <summary>An axis that is the last, of some or of many elements, and one that is not.</summary>
    public static readonly AxisLayout[] Layouts = [new(1, 5000, 1), new(3, 67, 1), new(2, 300, 5), new(1, 19, 67)];

    /// <summary>
    /// Adds the first 64 bits of the SHA-256 of the results. Every NaN counts as the same one: its sign and payload are the
    /// processor's.
    /// </summary>
    /// <param name="kernel">The public kernel that was run, as Class.Method, and what it was run with.</param>
    /// <param name="shape">The sizes and options.</param>
    /// <param name="values">The results.</param>
    public void Add(string kernel, string shape, ReadOnlySpan<T> values)
    {
        T[] canonical = [.. values];
        for (int i = 0; i < canonical.Length; i++)
            if (T.IsNaN(canonical[i]))
                canonical[i] = T.NaN;
        string type = typeof(T) == typeof(float) ? "float" : "double";
        hashes.Add(
            $"{kernel}, {type}, {shape}", Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(canonical.AsSpan())))[..16]);
    }
}
