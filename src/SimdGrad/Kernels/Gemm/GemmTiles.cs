using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The shapes that a register tile may have, chosen by number.</summary>
internal static unsafe class GemmTiles
{
    /// <summary>
    /// Computes some tiles of a strip, one below the other, with as many rows each, a number that
    /// <see cref="GemmBlocking.TileRows"/> gives, and 1 or 2 vectors, or 8 for a single row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(int rows, int vectors, bool copies, in GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        bool apart = strip.BStep > vectors * V.Count;
        if (vectors == 2 && copies)
            Run<C2, C8, C1, V, T>(rows, in strip, tiles);
        else if (vectors == 2 && apart)
            Run<C2, C8, C0, V, T>(rows, in strip, tiles);
        else if (vectors == 2)
            Run<C2, C0, C0, V, T>(rows, in strip, tiles);
        else if (vectors == GemmTileRow.Vectors)
            GemmTileRow.Run<V, T>(in strip);
        else
            Run<C1, C0, C0, V, T>(rows, in strip, tiles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TVectors, TAhead, TCopies, V, T>(int rows, in GemmStrip<T> strip, int tiles)
        where TVectors : struct, IConstant
        where TAhead : struct, IConstant
        where TCopies : struct, IConstant
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        switch (rows)
        {
            case 12:
                GemmTile<C12, TVectors, TAhead, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 8:
                GemmTile<C8, TVectors, TAhead, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 6:
                GemmTile<C6, TVectors, TAhead, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 4:
                GemmTile<C4, TVectors, TAhead, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 2:
                GemmTile<C2, TVectors, TAhead, TCopies>.Run<V, T>(in strip, tiles);
                break;
            default:
                GemmTile<C1, TVectors, TAhead, TCopies>.Run<V, T>(in strip, tiles);
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
