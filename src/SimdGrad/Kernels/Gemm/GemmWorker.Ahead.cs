using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

// What the second-level cache is asked for while a strip is computed.
internal unsafe partial struct GemmWorker<TActivation, V, T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void LookAhead(int j, int columns)
    {
        bool below = _row + _rows < _problem.M, beside = _columnsEnd < _problem.N;
        LookAheadB(j + columns, below, beside);
        LookAheadA(j, below, beside);
    }

    // The next strip: of these rows, of those below, of the next columns, or of the next panel.
    private void LookAheadB(int next, bool below, bool beside)
    {
        bool more = next < _columnsEnd;
        int column = more ? next : below ? _column : beside ? _columnsEnd : 0;
        int step = more || below || beside ? _step : _step + _steps, steps = Math.Min(_steps, _problem.K - step);
        int bytes = Math.Min(TileColumns, _problem.N - column) * sizeof(T), turns = (_steps - 1) / GemmBlocking.FetchSteps + 1;
        T* b = _problem.B + step * _problem.BRow + column * _problem.BColumn;
        if (steps == 0)
            _strip.NextB.Clear();
        else if (_keeps && (more ? _row > 0 : below))
            _strip.NextB.Across(_packedB + (nint)(column - _column) * steps, bytes, steps, bytes, turns);
        else if (_problem.BColumn == 1)
            _strip.NextB.Across(b, _problem.BRow * sizeof(T), steps, bytes, turns);
        else
            _strip.NextB.Along(b, _problem.BColumn * sizeof(T), bytes / sizeof(T), GemmBlocking.FetchSteps * sizeof(T));
    }

    // The next block of rows, as late as that can be: what lies in the cache for long is lost to C, which streams through it.
    private void LookAheadA(int j, bool below, bool beside)
    {
        int row = below ? _row + _rows : 0, rows = Math.Min(_blockM, _problem.M - row);
        int step = below || beside ? _step : _step + _steps, steps = Math.Min(_steps, _problem.K - step);
        if (steps == 0)
            return;
        T* a = _problem.A + row * _problem.ARow + step * _problem.AColumn;
        var (stride, count) = _problem.AColumn == 1 ? (_problem.ARow, rows) : (_problem.AColumn, steps);
        int turnBytes = GemmBlocking.FetchSteps * sizeof(T);
        int tiles = Tiles(_rows, _problem.N, _steps);
        int needed = (LinesAhead.Rounds(count, turnBytes) - 1) / tiles + 1, strips = (_columnsEnd - j - 1) / TileColumns + 1;
        if (strips == needed)
            _strip.NextA.Along(a, stride * sizeof(T), count, turnBytes);
    }
}
