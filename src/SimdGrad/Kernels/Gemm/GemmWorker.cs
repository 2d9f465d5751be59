using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The loops around the register tile, for one thread: columns of B by blocks, panels of k, rows of A by blocks, then strips
/// of B and tiles.
/// </summary>
/// <remarks>
/// An operand that is small enough, and for B not transposed, is read in place; a larger one is packed strip by strip into
/// 64-byte aligned pool buffers, B's panel for the outer caches and A's block for the second-level cache. A strip of B that
/// is no whole number of vectors is packed in any case, padded with zeros. Where it saves packing a large B that lies
/// transposed, C^T = B^T * A^T is computed instead, and each finished tile is transposed on its way to C. Only the panels of
/// k, which are fixed, decide the order of additions.
/// </remarks>
/// <typeparam name="TActivation">The activation.</typeparam>
/// <typeparam name="V">The vector type.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct GemmWorker<TActivation, V, T>
    where TActivation : struct, IUnaryOp
    where V : struct, IVec<V, T>
    where T : unmanaged
{
    private GemmProblem<T> _problem;
    private TActivation _activation;
    private T* _tile, _packedA, _packedB;

    // Which part of the problem the inner loops are at: rows and columns of C, and steps of k.
    private int _row, _rows, _column, _columns, _step, _steps;

    private static int TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => GemmBlocking.TileVectors * V.Count;
    }

    /// <summary>Computes C.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(in GemmProblem<T> given, TActivation activation)
    {
        var problem = TransposePays(in given) ? given.Transposed() : given;
        // Room for a tile and its transpose.
        T* tile = stackalloc T[2 * GemmBlocking.TileRowsMax * TileColumns];
        var worker = new GemmWorker<TActivation, V, T> { _problem = problem, _activation = activation, _tile = tile };
        int blockM = Math.Min(GemmBlocking.BlockM, problem.M);
        int blockN = Math.Min(GemmBlocking.BlockN, (problem.N - 1) / TileColumns * TileColumns + TileColumns);
        int panelK = Math.Min(GemmBlocking.PanelK, problem.K);

        bool packA = (long)problem.M * problem.K > GemmBlocking.InPlaceElements
            && problem.N >= GemmBlocking.ReuseA * TileColumns;
        bool packB = problem.BColumn != 1
            || ((long)problem.N * problem.K > GemmBlocking.InPlaceElements
                && problem.M >= GemmBlocking.ReuseB * GemmBlocking.TileRowsMax);
        int lengthA = packA ? blockM * panelK : 0;
        int lengthB = packB ? blockN * panelK : problem.N % V.Count == 0 ? 0 : TileColumns * panelK;
        var packed = lengthA + lengthB > 0 ? BufferPool.Shared.Rent<T>(lengthA + lengthB) : default;
        if (packed.Length > 0)
        {
            worker._packedB = packed.Pointer;
            worker._packedA = packA ? packed.Pointer + lengthB : null;
        }
        worker.Blocks(blockM, blockN, panelK, packB);
        if (packed.Length > 0)
            packed.Dispose();
    }

    private static bool TransposePays(in GemmProblem<T> problem) =>
        problem.Bias == null && Cost(problem.Transposed()) < Cost(in problem);

    // About the cycles: two vectors of multiply-adds in each, whatever part of the last vector of a row is used, and one for
    // each element that is moved, of B into strips if it lies transposed, and of C if that does.
    private static long Cost(in GemmProblem<T> problem) =>
        (long)problem.M * problem.K * ((problem.N - 1) / V.Count + 1) / 2
        + (problem.BColumn == 1 ? 0 : (long)problem.N * problem.K)
        + (problem.CColumn == 1 ? 0 : (long)problem.M * problem.N);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Blocks(int blockM, int blockN, int panelK, bool packB)
    {
        for (_column = 0; _column < _problem.N; _column += blockN)
        {
            _columns = Math.Min(blockN, _problem.N - _column);
            _step = 0;
            // Once even if k is 0: C is then zeros, the bias, or what it was.
            do
            {
                _steps = Math.Min(panelK, _problem.K - _step);
                if (packB)
                    for (int j = 0; j < _columns; j += StripColumns(j))
                        PackB(j, _packedB + (nint)j * _steps);
                for (_row = 0; _row < _problem.M; _row += blockM)
                {
                    _rows = Math.Min(blockM, _problem.M - _row);
                    if (_packedA != null)
                        PackA();
                    for (int j = 0, columns; j < _columns; j += columns)
                    {
                        columns = StripColumns(j);
                        if (packB)
                        {
                            Tiles(j, columns, _packedB + (nint)j * _steps, StripWidth(columns));
                        }
                        else if (columns % V.Count == 0)
                        {
                            Tiles(j, columns, _problem.B + _step * _problem.BRow + _column + j, _problem.BRow);
                        }
                        else
                        {
                            if (_row == 0)
                                PackB(j, _packedB);
                            Tiles(j, columns, _packedB, StripWidth(columns));
                        }
                    }
                }
                _step += _steps;
            }
            while (_step < _problem.K);
        }
    }

    // All tiles of one strip of columns: `b` holds the strip's vectors for each step, bStep apart.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Tiles(int j, int columns, T* b, nint bStep)
    {
        int width = StripWidth(columns);
        bool add = _step > 0 || _problem.Accumulate;
        bool last = _step + _steps == _problem.K;
        bool apart = bStep != width;
        bool direct = columns == width && !add && _problem.CColumn == 1
            && !(last && (_problem.Bias != null || typeof(TActivation) != typeof(Identity)));
        T* bias = _problem.Bias == null ? null : _problem.Bias + _column + j;
        T* c = _problem.C + _row * _problem.CRow + (_column + j) * _problem.CColumn;
        for (int i = 0, rows; i < _rows; i += rows, c += rows * _problem.CRow)
        {
            rows = GemmBlocking.TileRows(V.Count * sizeof(T), _rows - i);
            T* destination = direct ? c : _tile;
            nint destinationRow = direct ? _problem.CRow : width;
            if (_packedA != null)
                GemmTiles.Run<V, T>(
                    rows, width / V.Count, _steps, _packedA + (nint)i * _steps,
                    1, rows, b, bStep, apart, destination, destinationRow);
            else
                GemmTiles.Run<V, T>(
                    rows, width / V.Count, _steps, _problem.A + (_row + i) * _problem.ARow + _step * _problem.AColumn,
                    _problem.ARow, _problem.AColumn, b, bStep, apart, destination, destinationRow);
            if (direct)
                continue;
            if (_problem.CColumn == 1)
            {
                GemmEpilogue<TActivation>.Run<V, T>(rows, columns, _tile, width, c, _problem.CRow, add, last, bias, _activation);
            }
            else
            {
                T* transposed = _tile + GemmBlocking.TileRowsMax * TileColumns;
                Strip.Pack<V, T>(_tile, width, 1, rows, rows, columns, transposed);
                GemmEpilogue<TActivation>.Run<V, T>(
                    columns, rows, transposed, rows, c, _problem.CColumn, add, last, bias, _activation);
            }
        }
    }

    private readonly void PackA()
    {
        for (int i = 0, rows; i < _rows; i += rows)
        {
            rows = GemmBlocking.TileRows(V.Count * sizeof(T), _rows - i);
            Strip.Pack<V, T>(
                _problem.A + (_row + i) * _problem.ARow + _step * _problem.AColumn, _problem.ARow, _problem.AColumn,
                rows, rows, _steps, _packedA + (nint)i * _steps);
        }
    }

    private readonly void PackB(int j, T* packed)
    {
        int columns = StripColumns(j);
        Strip.Pack<V, T>(
            _problem.B + (_column + j) * _problem.BColumn + _step * _problem.BRow, _problem.BColumn, _problem.BRow,
            columns, StripWidth(columns), _steps, packed);
    }

    // The columns of the strip at j: those of a tile, or, for a single row, those of its own tile as long as there are enough.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int StripColumns(int j) =>
        _problem.M == 1 && _columns - j >= GemmTileRow.Vectors * V.Count
            ? GemmTileRow.Vectors * V.Count
            : Math.Min(TileColumns, _columns - j);

    // The same in whole vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int StripWidth(int columns) => (columns + V.Count - 1) / V.Count * V.Count;
}
