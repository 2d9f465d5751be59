namespace SimdGrad.Simd;

/// <summary>
/// Random numbers without state: each value is a pure function of (seed, stream, position), so that draws can be made in
/// any order, on any number of threads and on any platform and are equal to the last bit.
/// The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3"
/// (SC 2011, doi:10.1145/2063384.2063405). The seed is its key; stream and position are its counter.
/// </summary>
/// <remarks>
/// Every member draws from the same positions: <see cref="Uniform"/> and <see cref="Normal"/> of one position are two
/// views of one draw. Give each purpose a stream of its own.
/// </remarks>
/// <param name="seed">Selects the sequence of a whole run.</param>
/// <param name="stream">Selects one of 2^64 independent sequences under that seed.</param>
public readonly struct CounterRandom(ulong seed, ulong stream = 0)
{
    private const double TwoToMinus52 = 1.0 / (1UL << 52);
    private const double TwoToMinus53 = 1.0 / (1UL << 53);

    /// <summary>64 uniformly distributed bits.</summary>
    /// <param name="position">Index of the draw within the stream.</param>
    public ulong Bits(ulong position)
    {
        // A Philox block holds two draws; a loop over many positions can use both halves of each block it computes.
        ulong block = position >> 1;
        (uint x0, uint x1, uint x2, uint x3) =
            Philox((uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
        return (position & 1) == 0 ? x0 | (ulong)x1 << 32 : x2 | (ulong)x3 << 32;
    }

    /// <summary>
    /// A multiple of 2^-53, uniform in [0, 1). The largest values become 1 when rounded to <see langword="float"/>.
    /// </summary>
    /// <param name="position">Index of the draw within the stream.</param>
    public double Uniform(ulong position) => (Bits(position) >> 11) * TwoToMinus53;

    /// <summary>A draw from the normal distribution with mean 0 and variance 1, between -8.21 and 8.21.</summary>
    /// <param name="position">Index of the draw within the stream.</param>
    public double Normal(ulong position)
    {
        // The midpoints of 2^52 equal cells: exact in double, never 0 or 1, and as many below as above one half.
        return InverseNormal.Of(((Bits(position) >> 12) + 0.5) * TwoToMinus52);
    }

    /// <summary>
    /// An integer in [0, <paramref name="bound"/>): the high half of the 128-bit product of bound and 64 bits. No value's
    /// probability is off by more than 2^-64.
    /// </summary>
    /// <param name="bound">One more than the largest result; at least 1.</param>
    /// <param name="position">Index of the draw within the stream.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is less than 1.</exception>
    public int Below(int bound, ulong position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(Bits(position), (ulong)bound, out _);
    }

    /// <summary>
    /// Permutes <paramref name="items"/> (Fisher and Yates; Knuth, TAOCP volume 2, algorithm 3.4.2P) with the draws at
    /// positions 1 to Length - 1.
    /// </summary>
    /// <typeparam name="TItem">Type of the items; it does not influence the permutation.</typeparam>
    /// <param name="items">The items to permute in place.</param>
    public void Shuffle<TItem>(Span<TItem> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Below(last + 1, (ulong)last);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>One block of Philox4x32-10: counter c0..c3 (low word first) under key k0, k1.</summary>
    internal static (uint X0, uint X1, uint X2, uint X3) Philox(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0;
            ulong product1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) =
                ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }
}
