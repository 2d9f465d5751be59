using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Memory;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// C = A * B or C = f(A * B + bias), where the rows of B lie anywhere: a table says where each begins. Each element of C is a
/// chain of fused multiply-adds in rising order within panels of k, which are added in order, as in every product.
/// </summary>
/// <remarks>
/// Some rows of A at a time, which stay in the first-level cache, with all of B, which comes from the second: tiles stand side by
/// side. The rest of the columns goes by a tile in memory.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct ConvolutionProduct<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The rows of A and C, the columns of B and C, and the columns of A, which are the rows of B.</summary>
    public int Rows, Columns, Steps;

    /// <summary>A, whose columns are adjacent, and the distance of two rows.</summary>
    public T* A;
    public nint ARow;

    /// <summary>Row k of B begins at B + Table[k]; its columns are adjacent.</summary>
    public T* B;
    public int* Table;

    /// <summary>C, whose columns are adjacent, and the distance of two rows.</summary>
    public T* C;
    public nint CRow;

    /// <summary>What is added to all elements of a row; null for nothing.</summary>
    public T* Bias;

    /// <summary>Computes C, where whole vectors can be read from B, past its columns.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run<TActivation, V>(TActivation activation)
        where TActivation : struct, IUnaryOp
        where V : struct, IVec<V, T>
    {
        int width = GemmBlocking.TileVectors * V.Count, tiles = Columns / width, whole = tiles * width, rest = Columns - whole;
        T* tile = stackalloc T[GemmBlocking.TileRowsMax * width];
        Unsafe.SkipInit(out GemmStrip<T> strip);
        strip.ARow = ARow;
        strip.AStep = 1;
        strip.ATile = 0;
        int panel = GemmBlocking.Panel(Steps);
        for (int step = 0; step < Steps; step += panel)
        {
            strip.Steps = Math.Min(panel, Steps - step);
            strip.Table = Table + step;
            bool last = step + strip.Steps == Steps;
            int left = GemmBlocking.Tiles(V.Count * sizeof(T), Rows, Columns > V.Count, strip.Steps);
            for (int row = 0, rows; row < Rows; row += rows, left--)
            {
                rows = GemmBlocking.TileRows(Rows - row, left, out _);
                strip.A = A + row * ARow + step;
                T* c = C + row * CRow, bias = Bias == null ? null : Bias + row;
                if (tiles > 0)
                {
                    strip.B = B;
                    strip.C = c;
                    strip.CRow = CRow;
                    strip.CTile = width;
                    strip.Accumulate = step > 0;
                    GemmTiles.RunByTable<V, T>(rows, GemmBlocking.TileVectors, ref strip, tiles);
                    if (last && (bias != null || typeof(TActivation) != typeof(Identity)))
                        ConvolutionEpilogue<TActivation>.Run<V, T>(rows, whole, c, CRow, c, CRow, add: false, bias, activation);
                }
                if (rest == 0)
                    continue;
                strip.B = B + whole;
                strip.C = tile;
                strip.CRow = width;
                strip.CTile = 0;
                strip.Accumulate = false;
                GemmTiles.RunByTable<V, T>(rows, rest > V.Count ? 2 : 1, ref strip, 1);
                if (last)
                    ConvolutionEpilogue<TActivation>.Run<V, T>(
                        rows, rest, tile, width, c + whole, CRow, add: step > 0, bias, activation);
                else
                    GemmEpilogue<Identity>.Run<V, T>(
                        rows, rest, tile, width, c + whole, CRow, add: step > 0, last: false, null, default);
            }
        }
    }

    /// <summary>Computes C, where B ends with its columns: those that are no whole vector are read from a copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void RunWithin<TActivation, V>(TActivation activation)
        where TActivation : struct, IUnaryOp
        where V : struct, IVec<V, T>
    {
        int whole = Columns / V.Count * V.Count;
        if (whole > 0)
            (this with { Columns = whole }).Run<TActivation, V>(activation);
        if (whole == Columns)
            return;
        using var copy = BufferPool.Shared.Rent<T>(checked(Steps * V.Count));
        using var table = BufferPool.Shared.Rent<int>(Steps);
        int* start = table.Pointer;
        for (int k = 0; k < Steps; k++)
        {
            start[k] = k * V.Count;
            V.Store(V.LoadPartial(ref B[Table[k] + whole], Columns - whole), ref copy.Pointer[start[k]]);
        }
        (this with { Columns = Columns - whole, B = copy.Pointer, Table = start, C = C + whole }).Run<TActivation, V>(activation);
    }
}
