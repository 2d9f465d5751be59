using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

/// <summary>
/// Memory that will be read next, which the second-level cache is asked for two lines at a time in between: all at once would
/// keep waiting what is needed now. Without branches, whose outcome the processor would have to guess.
/// </summary>
/// <remarks>
/// Lines are asked for in the course of rounds, each of so many turns. What is not a multiple of that is asked for in part, or
/// with a few lines beyond it.
/// </remarks>
internal unsafe struct LinesAhead
{
    private const int LineBytes = 64;

    // Where the next round begins, and the next turn; how far on the one after it is, and the second line of a turn.
    private byte* _at, _next;
    private nint _round, _step, _other, _rounds;

    /// <summary>The lines that the next turn asks for.</summary>
    public readonly (nint First, nint Second) Turn => ((nint)_next, (nint)(_next + _other));

    /// <summary>The rounds it takes to ask for so many rows, each turn a stretch of one or two of them.</summary>
    public static int Rounds(int rows, int turnBytes) => turnBytes > LineBytes ? rows : (rows + 1) / 2;

    /// <summary>Nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => _rounds = 0;

    /// <summary>Long rows: a round for two of them, or for one if a turn is longer than a line.</summary>
    /// <param name="start">The first.</param>
    /// <param name="stride">The bytes from one to the next.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="turnBytes">The bytes of a row for each turn.</param>
    public void Along(void* start, nint stride, int rows, int turnBytes)
    {
        _at = (byte*)start;
        _step = turnBytes;
        _other = turnBytes > LineBytes ? LineBytes : stride;
        _rounds = Rounds(rows, turnBytes);
        _round = turnBytes > LineBytes ? stride : 2 * stride;
    }

    /// <summary>Rows of up to two lines: a turn for each, or for two if they are of one line.</summary>
    /// <param name="start">The first.</param>
    /// <param name="stride">The bytes from one to the next.</param>
    /// <param name="rows">Their number.</param>
    /// <param name="bytes">The length of each.</param>
    /// <param name="turns">The turns of a round.</param>
    public void Across(void* start, nint stride, int rows, int bytes, int turns)
    {
        // The lines that they end in: what begins in another one has been asked for with the rows beside it.
        int last = Math.Min(bytes, LineBytes) - 1;
        bool isOne = bytes <= LineBytes;
        _at = (byte*)start + last;
        _step = isOne ? 2 * stride : stride;
        _other = isOne ? stride : bytes - 1 - last;
        _round = turns * _step;
        _rounds = ((isOne ? (rows + 1) / 2 : rows) - 1) / turns + 1;
    }

    /// <summary>Begins a round.</summary>
    /// <param name="known">What the cache has, to be asked for if there is nothing else.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(void* known)
    {
        if (_rounds == 0)
        {
            _next = (byte*)known;
            _step = _other = 0;
            return;
        }
        _rounds--;
        _next = _at;
        _at += _round;
    }

    /// <summary>Takes a turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ask()
    {
        Cache.PrefetchFar(_next);
        Cache.PrefetchFar(_next + _other);
        _next += _step;
    }
}
