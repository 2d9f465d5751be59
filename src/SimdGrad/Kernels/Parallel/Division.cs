using System.Runtime.CompilerServices;

namespace SimdGrad.Kernels;

/// <summary>A range in parts of whole units, about equally many each; the last unit may be shorter.</summary>
internal readonly struct Division
{
    private readonly int _total, _unit, _units;

    /// <summary>Divides a range.</summary>
    /// <param name="total">Its length, at least 1.</param>
    /// <param name="unit">The length of a unit.</param>
    /// <param name="most">The most parts.</param>
    public Division(int total, int unit, int most)
    {
        _total = total;
        _unit = unit;
        _units = (total - 1) / unit + 1;
        Parts = Math.Min(_units, most);
    }

    /// <summary>The number of parts.</summary>
    public int Parts { get; }

    /// <summary>The length of the longest part, the last unit taken as whole.</summary>
    public int Longest => ((_units - 1) / Parts + 1) * _unit;

    /// <summary>Where a part begins; for the number of parts, the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Start(int part) => (int)Math.Min(_total, (long)_units * part / Parts * _unit);

    /// <summary>How long a part is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Length(int part) => Start(part + 1) - Start(part);
}
