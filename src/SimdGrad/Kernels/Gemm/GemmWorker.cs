using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The loops around the register tile, for one thread: panels of k, rows of A by blocks, strips of B, and tiles.
/// </summary>
/// <remarks>
/// What is small enough is read in place. Otherwise the first tile of a strip of B copies the strip side by side while it
/// computes, for those below it, and transposes it if it lies transposed; a strip that is no whole number of vectors is packed
/// before, padded with zeros. A is packed by blocks where its columns lie side by side, or its rows so that they compete for the
/// same places of the first-level cache. Where it saves packing a large B that lies transposed, C^T = B^T * A^T is computed
/// instead, and transposed into C. Only the panels of k, which are fixed, decide the order of
/// additions.
/// </remarks>
/// <typeparam name="TActivation">The activation.</typeparam>
/// <typeparam name="V">The vector type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe partial struct GemmWorker<TActivation, V, T>
    where TActivation : struct, IUnaryOp
    where V : struct, IVec<V, T>
    where T : unmanaged
{
    private GemmProblem<T> _problem;
    private TActivation _activation;
    private T* _tile, _packedA, _packedB;

    // Which part of the problem the inner loops are at: rows of C, by blocks of so many, and steps of k.
    private int _row, _rows, _blockM, _step, _steps;

    // Whether the packed columns of B are kept, the first of them, and the one after the last.
    private bool _keeps;
    private int _column, _columnsEnd;

    private GemmStrip<T> _strip;

    // What is packed of a small product is on the stack, at the start of a cache line: a rent takes as long as the product.
    private const int SmallBytes = 8192, LineBytes = 64;

    // The most rows that are packed, or moved to C, at a time.
    private const int TileRows = GemmBlocking.TileRowsMax * GemmBlocking.TilesTogether;

    private static int TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => GemmBlocking.TileVectors * V.Count;
    }

    /// <summary>Computes C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(in GemmProblem<T> problem, TActivation activation)
    {
        if (CanBeInPlace(in problem))
            InPlace(in problem, activation);
        else if (TransposePays(in problem))
            Transposed(in problem, activation);
        else if (CanBeInColumns(in problem))
            InColumns(in problem, activation);
        else
            InPanels(in problem, activation);
    }

    /// <summary>
    /// Whether <see cref="InPlace(in GemmProblem{T}, TActivation)"/> computes it: what needs no second panel, nor packing but for
    /// a few steps of a B that lies transposed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanBeInPlace(in GemmProblem<T> problem) =>
        ReadsInPlace(in problem) && problem.K <= GemmBlocking.PanelK && problem.N % V.Count == 0
            && (problem.BColumn == 1 || HasFewSteps(in problem) && !TransposePays(in problem));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasFewSteps(in GemmProblem<T> problem) =>
        problem.M > GemmBlocking.TileRowsOf(V.Count * sizeof(T)) && problem.K * TileColumns * sizeof(T) <= SmallBytes
            && HasBlocks(problem.K);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ReadsInPlace(in GemmProblem<T> problem) =>
        GemmBlocking.IsInPlace(V.Count * sizeof(T), sizeof(T), problem.M, problem.K, problem.BRow);

    /// <summary>Computes C where <see cref="CanBeInPlace"/>: a small product is over before a larger one has begun.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void InPlace(in GemmProblem<T> problem, TActivation activation)
    {
        if (problem.BColumn == 1)
            InPlace(in problem, null, activation);
        else
            InPlaceButB(in problem, activation);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void InPlaceButB(in GemmProblem<T> problem, TActivation activation)
    {
        byte* small = stackalloc byte[SmallBytes + LineBytes];
        InPlace(in problem, Aligned(small), activation);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InPlace(in GemmProblem<T> problem, T* packed, TActivation activation)
    {
        Unsafe.SkipInit(out GemmStrip<T> strip);
        strip.Steps = problem.K;
        strip.ARow = problem.ARow;
        strip.AStep = problem.AColumn;
        strip.BStep = problem.BRow;
        strip.CRow = problem.CRow;
        strip.Accumulate = problem.Accumulate;
        strip.LooksAhead = false;
        strip.Packed = packed;
        for (int j = 0, columns; j < problem.N; j += columns)
        {
            columns = StripColumns(problem.M, problem.N - j);
            strip.B = problem.B + j * problem.BColumn;
            if (packed != null)
                strip.BStep = problem.BColumn;
            Rows(
                ref strip, problem.M, Tiles(problem.M, columns, problem.K), columns / V.Count, problem.A, problem.C + j,
                packed == null ? GemmCopy.None : GemmCopy.TransposedB);
            Finish(
                problem.M, columns, problem.C + j, problem.CRow, problem.Bias == null ? null : problem.Bias + j, activation);
        }
    }

    // All tiles of a strip that write to C.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rows(ref GemmStrip<T> strip, int rows, int tiles, int vectors, T* a, T* c, GemmCopy copy)
    {
        while (true)
        {
            int height = GemmBlocking.TileRows(rows, tiles, out int equal);
            if (copy != GemmCopy.None)
                equal = 1;
            strip.A = a;
            strip.ATile = height * strip.ARow;
            strip.C = c;
            strip.CTile = height * strip.CRow;
            GemmTiles.Run<V, T>(height, vectors, copy, ref strip, equal);
            if (equal == tiles)
                return;
            if (copy != GemmCopy.None)
            {
                copy = GemmCopy.None;
                strip.B = strip.Packed;
                strip.BStep = vectors * V.Count;
            }
            a += equal * strip.ATile;
            c += equal * strip.CTile;
            rows -= equal * height;
            tiles -= equal;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(int rows, int columns, T* c, nint cRow, T* bias, TActivation activation)
    {
        if (bias != null || typeof(TActivation) != typeof(Identity))
            GemmEpilogue<TActivation>.Run<V, T>(rows, columns, c, cRow, c, cRow, false, true, bias, activation);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void InPanels(in GemmProblem<T> problem, TActivation activation)
    {
        T* tile = stackalloc T[TileRows * TileColumns];
        byte* small = stackalloc byte[SmallBytes + LineBytes];
        var worker = new GemmWorker<TActivation, V, T> { _problem = problem, _activation = activation, _tile = tile };
        // Blocks of about equal height, in whole tiles: a low last one would read all of B for little.
        int blocks = (problem.M - 1) / GemmBlocking.BlockM + 1, tiles = (problem.M - 1) / GemmBlocking.TileRowsMax + 1;
        int blockM = Math.Min(problem.M, ((tiles - 1) / blocks + 1) * GemmBlocking.TileRowsMax);
        int panelK = GemmBlocking.Panel(problem.K);

        bool packA = PackingPays(in problem), many = !ReadsInPlace(in problem);
        bool packB = many || problem.BColumn != 1 || problem.N % V.Count != 0;
        int lengthA = packA ? blockM * PackedRow(panelK) : 0;
        int columns = StripColumns(problem.M, problem.N), width = (columns + V.Count - 1) / V.Count * V.Count;
        // What several blocks of rows read is kept; otherwise one strip's memory serves all, from the first-level cache.
        worker._keeps = blockM < problem.M;
        worker._blockM = blockM;
        long elements = (long)problem.M * problem.K + (long)problem.K * problem.N + (long)problem.M * problem.N;
        worker._strip.LooksAhead = many && elements * sizeof(T) >= GemmBlocking.AheadBytes;
        int kept = Math.Min(GemmBlocking.BlockN, (problem.N + V.Count - 1) / V.Count * V.Count);
        int lengthB = !packB ? 0 : worker._keeps ? Math.Max(kept, width) * panelK : width * panelK;
        if ((lengthA + lengthB) * sizeof(T) <= SmallBytes)
        {
            worker.Blocks(panelK, packB ? Aligned(small) : null, packA ? Aligned(small) + lengthB : null);
        }
        else
        {
            using var packed = BufferPool.Shared.Rent<T>(lengthA + lengthB);
            worker.Blocks(panelK, packB ? packed.Pointer : null, packA ? packed.Pointer + lengthB : null);
        }
    }

    // Whether enough strips read A again, in a better order than its own, for a copy to pay. The few rows of wide tiles are few
    // lines.
    private static bool PackingPays(in GemmProblem<T> problem)
    {
        nint apart = problem.ARow * sizeof(T) % GemmBlocking.AliasBytes;
        int strips = problem.AColumn != 1 || apart == 0 ? GemmBlocking.ReuseA
            : apart == GemmBlocking.AliasBytes / 2 ? GemmBlocking.ReuseHalfA
            : int.MaxValue;
        int elements = problem.AColumn == 1 && apart == 0
            ? GemmBlocking.CompetingElements
            : GemmBlocking.PackedElements(V.Count * sizeof(T));
        return GemmBlocking.StripVectors(V.Count * sizeof(T), problem.M) == GemmBlocking.TileVectors
            && (long)problem.M * problem.K >= elements && problem.N / TileColumns >= strips;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Aligned(byte* memory) => (T*)(((nint)memory + LineBytes - 1) & -LineBytes);

    // A line more than whole lines, so that rows do not compete for the same places in the first-level cache.
    private static int PackedRow(int steps) => steps + LineBytes / sizeof(T);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Blocks(int panelK, T* packedB, T* packedA)
    {
        _packedB = packedB;
        _packedA = packedA;
        // Once even if k is 0: C is then zeros, the bias, or what it was.
        do
        {
            _steps = Math.Min(panelK, _problem.K - _step);
            for (_column = 0; _column < _problem.N; _column += GemmBlocking.BlockN)
            {
                _columnsEnd = Math.Min(_column + GemmBlocking.BlockN, _problem.N);
                for (_row = 0; _row < _problem.M; _row += _blockM)
                {
                    _rows = Math.Min(_blockM, _problem.M - _row);
                    for (int j = _column, columns; j < _columnsEnd; j += columns)
                    {
                        columns = StripColumns(_problem.M, _columnsEnd - j);
                        Strip(j, columns);
                    }
                }
            }
            _step += _steps;
        }
        while (_step < _problem.K);
    }

    // All tiles of one strip of columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Strip(int j, int columns)
    {
        int width = (columns + V.Count - 1) / V.Count * V.Count, vectors = width / V.Count;
        bool add = _step > 0 || _problem.Accumulate;
        bool last = _step + _steps == _problem.K;
        bool direct = columns == width;
        T* bias = _problem.Bias == null ? null : _problem.Bias + j;
        T* c = _problem.C + _row * _problem.CRow + j;

        ref var strip = ref _strip;
        strip.Steps = _steps;
        strip.B = _problem.B + _step * _problem.BRow + j * _problem.BColumn;
        strip.BStep = _problem.BRow;
        T* packed = _packedB + (_keeps ? (nint)(j - _column) * _steps : 0);
        strip.Packed = packed;
        var copy = _packedA != null && j == _column ? GemmCopy.A : GemmCopy.None;
        bool packs = _problem.BColumn != 1 || columns != width, kept = _keeps && _row > 0;
        // With 16 registers the tiles that transpose wait for what they load.
        bool transposes = _problem.BColumn != 1 && direct && HasBlocks(_steps) && Isa.Registers(V.Count * sizeof(T)) == 32;
        if (_packedB != null && (packs || vectors == 2))
        {
            if (!kept && (!packs || transposes) && copy == GemmCopy.None)
            {
                copy = transposes ? GemmCopy.TransposedB : GemmCopy.B;
                if (transposes)
                    strip.BStep = _problem.BColumn;
            }
            else
            {
                if (!kept)
                    PackB(strip.B, columns, width, packed);
                strip.B = packed;
                strip.BStep = width;
            }
        }
        if (direct)
        {
            strip.CRow = _problem.CRow;
            strip.Accumulate = add;
        }
        else
        {
            strip.C = _tile;
            strip.CRow = width;
            strip.Accumulate = false;
        }
        if (strip.LooksAhead)
            LookAhead(j, columns);
        for (int i = 0, left = Tiles(_rows, _packedA == null ? columns : _problem.N, _steps), tiles; left > 0; left -= tiles)
        {
            int rows = GemmBlocking.TileRows(_rows - i, left, out int equal);
            bool copiesB = copy is GemmCopy.B or GemmCopy.TransposedB;
            tiles = copiesB ? 1 : direct ? equal : Math.Min(equal, GemmBlocking.TilesTogether);
            nint packedRow = PackedRow(_steps);
            strip.PackedA = _packedA + i * packedRow;
            strip.PackedARow = packedRow;
            strip.PackedATile = rows * packedRow;
            if (_packedA == null || copy == GemmCopy.A)
            {
                strip.A = _problem.A + (_row + i) * _problem.ARow + _step * _problem.AColumn;
                strip.ARow = _problem.ARow;
                strip.AStep = _problem.AColumn;
                strip.ATile = rows * _problem.ARow;
            }
            else
            {
                strip.A = strip.PackedA;
                (strip.ARow, strip.AStep) = _problem.AColumn == 1 ? (packedRow, 1) : (1, rows);
                strip.ATile = strip.PackedATile;
            }
            strip.CTile = rows * strip.CRow;
            if (direct)
                strip.C = c + i * _problem.CRow;
            GemmTiles.Run<V, T>(rows, vectors, copy, ref strip, tiles);
            if (copiesB)
            {
                copy = GemmCopy.None;
                strip.B = packed;
                strip.BStep = width;
            }
            if (!direct)
                GemmEpilogue<TActivation>.Run<V, T>(
                    tiles * rows, columns, _tile, width, c + i * _problem.CRow, _problem.CRow, add, last, bias, _activation);
            i += tiles * rows;
        }
        if (direct && last)
            Finish(_rows, columns, c, _problem.CRow, bias, _activation);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void PackB(T* b, int columns, int width, T* packed)
    {
        if (_problem.BColumn == 1)
            Kernels.Strip.Pad<V, T>(b, _problem.BRow, columns, width, _steps, packed);
        else
            Kernels.Strip.Transpose<V, T>(b, _problem.BColumn, columns, width, _steps, packed, width);
    }

    // How many tiles a strip has: of its own columns, or, for all that read the same copy of A, those of the product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Tiles(int rows, int columns, nint steps) =>
        GemmBlocking.Tiles(V.Count * sizeof(T), rows, columns > V.Count, steps);

    // The columns of the next strip where `left` are left: those of a wide tile as long as there are enough for it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StripColumns(int rows, int left)
    {
        int wide = GemmBlocking.StripVectors(V.Count * sizeof(T), rows) * V.Count;
        return left >= wide ? wide : Math.Min(TileColumns, left);
    }
}
