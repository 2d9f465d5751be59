using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The shapes that a register tile may have, chosen by number.</summary>
internal static unsafe class GemmTiles
{
    /// <summary>
    /// Runs <see cref="GemmTile{TRows, TVectors, TAhead}"/> with as many rows, a number that
    /// <see cref="GemmBlocking.TileRows"/> gives, and 1 or 2 vectors, or <see cref="GemmTileRow"/> with 8.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<V, T>(
        int rows, int vectors, nint k, T* a, nint aRow, nint aStep, T* b, nint bStep, bool bApart, T* c, nint cRow)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (vectors == 2 && bApart)
            Run<C2, C8, V, T>(rows, k, a, aRow, aStep, b, bStep, c, cRow);
        else if (vectors == 2)
            Run<C2, C0, V, T>(rows, k, a, aRow, aStep, b, bStep, c, cRow);
        else if (vectors == GemmTileRow.Vectors)
            GemmTileRow.Run<V, T>(k, a, aStep, b, bStep, c);
        else
            Run<C1, C0, V, T>(rows, k, a, aRow, aStep, b, bStep, c, cRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Run<TVectors, TAhead, V, T>(
        int rows, nint k, T* a, nint aRow, nint aStep, T* b, nint bStep, T* c, nint cRow)
        where TVectors : struct, IConstant
        where TAhead : struct, IConstant
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        switch (rows)
        {
            case 12:
                GemmTile<C12, TVectors, TAhead>.Run<V, T>(k, a, aRow, aStep, b, bStep, c, cRow);
                break;
            case 8:
                GemmTile<C8, TVectors, TAhead>.Run<V, T>(k, a, aRow, aStep, b, bStep, c, cRow);
                break;
            case 6:
                GemmTile<C6, TVectors, TAhead>.Run<V, T>(k, a, aRow, aStep, b, bStep, c, cRow);
                break;
            case 4:
                GemmTile<C4, TVectors, TAhead>.Run<V, T>(k, a, aRow, aStep, b, bStep, c, cRow);
                break;
            case 2:
                GemmTile<C2, TVectors, TAhead>.Run<V, T>(k, a, aRow, aStep, b, bStep, c, cRow);
                break;
            default:
                GemmTile<C1, TVectors, TAhead>.Run<V, T>(k, a, aRow, aStep, b, bStep, c, cRow);
                break;
        }
    }

    private readonly struct C0 : IConstant
    {
        public static int Value => 0;
    }

    private readonly struct C1 : IConstant
    {
        public static int Value => 1;
    }

    private readonly struct C2 : IConstant
    {
        public static int Value => 2;
    }

    private readonly struct C4 : IConstant
    {
        public static int Value => 4;
    }

    private readonly struct C6 : IConstant
    {
        public static int Value => 6;
    }

    private readonly struct C8 : IConstant
    {
        public static int Value => 8;
    }

    private readonly struct C12 : IConstant
    {
        public static int Value => 12;
    }
}
