using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The tuning numbers of the matrix product.</summary>
internal static class GemmBlocking
{
    /// <summary>The most steps of a panel of k.</summary>
    public const int PanelK = 256;

    // The length of panels, but for the last, is a multiple of this: blocks are transposed by whole ones.
    private const int PanelUnit = 8;

    /// <summary>The rows of A that are worked on at a time: with PanelK, a part of the second-level cache.</summary>
    public const int BlockM = 264;

    /// <summary>The columns of B that are kept, packed, for all blocks of rows.</summary>
    public const int BlockN = 4096;

    /// <summary>The vectors that a register tile is wide, and the most rows that it is high.</summary>
    public const int TileVectors = 2, TileRowsMax = 12;

    // The steps that are few, and the rows of a tile for them.
    private const int FewSteps = 64, TileRowsOfFewSteps = 8;

    /// <summary>The distance of two rows at which, or at a multiple, they compete for places of the first-level cache.</summary>
    public const int AliasBytes = 4096;

    /// <summary>
    /// The strips of B that must be multiplied with A for packing A to pay: where its columns lie side by side or its rows
    /// compete, and where every other row does.
    /// </summary>
    public const int ReuseA = 4, ReuseHalfA = 32;

    /// <summary>
    /// The elements from which on an A is packed whose rows compete: a tile has more of them than there are places.
    /// </summary>
    public const int CompetingElements = 1 << 12;

    /// <summary>
    /// The tiles that are moved to C by way of a buffer at a time: rows of four are whole cache lines and vectors.
    /// </summary>
    public const int TilesTogether = 4;

    /// <summary>The steps that the cache is asked in advance for operands whose steps lie apart.</summary>
    public const int AheadSteps = 16;

    /// <summary>The steps of a tile for each row of C that the cache is asked for: a panel has enough for 12 rows.</summary>
    public const int FetchSteps = 16;

    /// <summary>
    /// The last steps of a tile, which its rows take in two parts: products enough until what is stored first is on its way.
    /// </summary>
    public const int EndSteps = 8;

    /// <summary>
    /// The bytes of all operands from which on the second-level cache is asked for what comes next: with fewer it has them.
    /// </summary>
    public const long AheadBytes = 1 << 21;

    // The multiply-adds for each thread beyond the first, unless there are so many elements to fetch or to store. With fewer it
    // costs more than it gives in training, where threads use what others have computed.
    private const long ThreadWork = 1L << 20, ThreadElements = Sliced.SplitElements;

    // The multiply-adds from which on a thread that sleeps is woken at once: about here a single product should take as long with
    // it as without.
    private const long WakeLimit = 6L << 20;

    /// <summary>When a thread that sleeps is woken for so many multiply-adds.</summary>
    public static Wake WakeFor(long work) => work >= WakeLimit ? Wake.Now : Wake.IfRepeated;

    /// <summary>Whether a product is too small for a second thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSerial(long m, long n, long k) =>
        m * n * k < ThreadElements || (m * n * k < ThreadWork && Elements(m, n, k) < ThreadElements);

    /// <summary>The threads that work is worth, up to <see cref="Parallelism.MaxThreads"/>.</summary>
    /// <param name="work">The multiply-adds.</param>
    /// <param name="elements">The elements to fetch or to store.</param>
    public static int Threads(long work, long elements) =>
        (int)Math.Min(1 + Math.Max(work / ThreadWork, elements / ThreadElements), Parallelism.MaxThreads);

    /// <summary>The elements of the largest matrix of a product.</summary>
    public static long Elements(long m, long n, long k) => Math.Max(Math.Max(m, n) * k, m * n);

    /// <summary>
    /// The most parts that a batch is split into for each thread: more than one, so that a thread whose processor is busy with
    /// something else holds up less. A product has one part for each: every part packs, or copies, what the others do too.
    /// </summary>
    public const int PartsPerThread = 4;

    /// <summary>The length of the panels of k, of which the last may be shorter; k itself if that is one panel.</summary>
    /// <remarks>
    /// Each element of a product is one chain of fused multiply-adds within a panel, and panels are added in order, so the length
    /// is part of the result: it depends on k alone, not on processor, threads or element type. As few as there can be, and about
    /// equally long: what a panel costs beside its products is well spent, and threads divide them evenly. A number of whole
    /// panels has panels of that same length.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Panel(int k)
    {
        if (k <= PanelK)
            return k;
        int panels = (k - 1) / PanelK + 1;
        return (((k - 1) / panels) | (PanelUnit - 1)) + 1;
    }

    // Rows of B a multiple of so many bytes apart compete for places of the first-level cache: more steps than these do not
    // stay there together.
    private const int CompetingBytes = 1024, CompetingSteps = 64;

    // The rows up to which B is read in place: with 16 registers; where its rows compete; elsewhere, which is about five tiles;
    // and where a copy would not stay in the first-level cache either.
    private const int InPlaceRowsOf16 = 32, InPlaceRowsCompeting = 48, InPlaceRows = 64, InPlaceRowsFar = 128;

    /// <summary>
    /// Whether B, if its rows lie so that they can be, is read in place for so many rows. With more, the first tile of a strip
    /// copies what it reads for those below it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInPlace(int vectorBytes, int elementBytes, int rows, int steps, nint bRow)
    {
        if (Isa.Registers(vectorBytes) != 32)
            return rows <= InPlaceRowsOf16;
        if (rows <= InPlaceRowsCompeting)
            return true;
        int panelBytes = Math.Min(steps, PanelK) * (TileVectors * vectorBytes + TileRowsMax * elementBytes);
        if (panelBytes > Cache.FirstLevelBytes)
            return rows <= InPlaceRowsFar;
        return rows <= InPlaceRows && (bRow * elementBytes % CompetingBytes != 0 || steps <= CompetingSteps);
    }

    /// <summary>
    /// The elements from which on A may be packed: with fewer it stays in the second-level cache, which high tiles, that read A
    /// less often, do not wait for.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PackedElements(int vectorBytes) => Isa.Registers(vectorBytes) == 32 ? 1 << 18 : 1 << 15;

    /// <summary>The most rows of a tile: 24 accumulators for 32 registers, 12 for 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TileRowsOf(int vectorBytes) => Isa.Registers(vectorBytes) == 32 ? TileRowsMax : TileRowsMax / 2;

    // The rows up to which a tile is eight vectors wide, or four, with 32 registers and with 16.
    private const int EightVectorRows = 3, FourVectorRows = 6, EightVectorRowsOf16 = 1, FourVectorRowsOf16 = 3;

    /// <summary>The vectors of a tile where all rows are in one: few rows leave registers for more than the usual two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StripVectors(int vectorBytes, long rows)
    {
        bool many = Isa.Registers(vectorBytes) == 32;
        return rows <= (many ? EightVectorRows : EightVectorRowsOf16) ? 8
            : rows <= (many ? FourVectorRows : FourVectorRowsOf16) ? 4
            : TileVectors;
    }

    // The rows of a tile that transposes for which one vector shorter than a cache line would be too few chains of multiply-adds.
    private const int PairRows = 4, LineBytes = 64;

    /// <summary>The vectors of a tile that transposes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ColumnVectors(int vectorBytes, int rows) => rows <= PairRows && vectorBytes < LineBytes ? 2 : 1;

    /// <summary>
    /// How many tiles so many rows are divided into: as few as there can be. But tiles of eight rows where there are few steps,
    /// and eight divides the rows: they are alike, so one call does them all. With a single vector these would be too few
    /// accumulators.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Tiles(int vectorBytes, int rows, bool isWide, nint steps) =>
        isWide && steps <= FewSteps && rows % TileRowsOfFewSteps == 0 && TileRowsOf(vectorBytes) >= TileRowsOfFewSteps
            ? rows / TileRowsOfFewSteps
            : (rows - 1) / TileRowsOf(vectorBytes) + 1;

    /// <summary>
    /// The rows of the next of so many tiles, which are about equally high: a low one would keep the multipliers waiting. What is
    /// left after it is divided in the same way.
    /// </summary>
    /// <param name="rows">The rows of all of them.</param>
    /// <param name="tiles">Their number.</param>
    /// <param name="equal">How many of them are as high.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TileRows(int rows, int tiles, out int equal)
    {
        int height = (rows - 1) / tiles + 1;
        equal = rows - (height - 1) * tiles;
        return height;
    }
}
