using System.Numerics;

namespace SimdGrad;

/// <summary>
/// The random state of dropout, in a buffer of the model: integers that every element type holds exactly, two halves of the seed
/// and two of the number of draws.
/// </summary>
/// <param name="buffer">The buffer, of <see cref="Length"/> elements.</param>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct DropoutState<T>(ModelBuffer<T> buffer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The elements of the buffer; those of the seed are the first two.</summary>
    public const int Length = 4, SeedLength = 2;

    /// <summary>The bits in each element.</summary>
    public const int HalfBits = 24;

    /// <summary>What the masks are a function of.</summary>
    public ulong Seed => Join(buffer.Values);

    /// <summary>The number of the next mask.</summary>
    public ulong Draw => Join(buffer.Values[SeedLength..]);

    /// <summary>Counts a draw.</summary>
    public void Advance()
    {
        ulong draw = Draw + 1;
        var halves = buffer.Values[SeedLength..];
        halves[0] = T.CreateTruncating(draw & ((1UL << HalfBits) - 1));
        halves[1] = T.CreateTruncating(draw >> HalfBits);
    }

    private static ulong Join(ReadOnlySpan<T> halves) =>
        ulong.CreateTruncating(halves[0]) | ulong.CreateTruncating(halves[1]) << HalfBits;
}
