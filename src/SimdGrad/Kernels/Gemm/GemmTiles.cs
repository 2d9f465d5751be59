using System.Diagnostics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The shapes that a register tile may have, chosen by number.</summary>
internal static unsafe class GemmTiles
{
    /// <summary>
    /// Computes some tiles of a strip, one below the other, with 1 to 12 rows and 1 or 2 vectors each, or 4 or 8 for few rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(int rows, int vectors, GemmCopy copy, ref GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        Debug.Assert(vectors <= GemmBlocking.TileVectors || (copy == GemmCopy.None && tiles == 1), "Wide tiles are alone.");
        bool apart = strip.BStep > vectors * V.Count;
        if (vectors == 2 && copy == GemmCopy.A)
            Run<C2, C0, C2, C0, V, T>(rows, ref strip, tiles);
        else if (vectors == 2 && copy == GemmCopy.B)
            Run<C2, C1, C1, C0, V, T>(rows, ref strip, tiles);
        else if (copy == GemmCopy.TransposedB)
            RunColumns<C1, V, T>(rows, in strip, vectors);
        else if (vectors == 2 && apart)
            Run<C2, C1, C0, C0, V, T>(rows, ref strip, tiles);
        else if (vectors == 2)
            Run<C2, C0, C0, C0, V, T>(rows, ref strip, tiles);
        else if (vectors > GemmBlocking.TileVectors)
            RunWide<V, T>(rows, vectors, in strip);
        else
            Run<C1, C0, C0, C0, V, T>(rows, ref strip, tiles);
    }

    // As many rows and vectors as GemmBlocking.StripVectors has.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunWide<V, T>(int rows, int vectors, in GemmStrip<T> strip)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (vectors == 8 && rows == 1)
            GemmTileWide<C1, C8>.Run<V, T>(in strip);
        else if (vectors == 8 && rows == 2)
            GemmTileWide<C2, C8>.Run<V, T>(in strip);
        else if (vectors == 8)
            GemmTileWide<C3, C8>.Run<V, T>(in strip);
        else if (rows == 2)
            GemmTileWide<C2, C4>.Run<V, T>(in strip);
        else if (rows == 3)
            GemmTileWide<C3, C4>.Run<V, T>(in strip);
        else if (rows == 4)
            GemmTileWide<C4, C4>.Run<V, T>(in strip);
        else if (rows == 5)
            GemmTileWide<C5, C4>.Run<V, T>(in strip);
        else
            GemmTileWide<C6, C4>.Run<V, T>(in strip);
    }

    /// <summary>
    /// Computes some tiles, one beside the other, of a B whose steps a table finds, with 1 to 12 rows and 1 or 2 vectors each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void RunByTable<V, T>(int rows, int vectors, ref GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (vectors == 2)
            Run<C2, C0, C0, C1, V, T>(rows, ref strip, tiles);
        else
            Run<C1, C0, C0, C1, V, T>(rows, ref strip, tiles);
    }

    /// <summary>
    /// Computes some tiles, one beside the other, of a B that lies transposed, with 1 to 12 rows by a vector, or 1 to 4 by 2.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void RunColumns<V, T>(int rows, int vectors, in GemmStrip<T> strip, int tiles)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (vectors == 1)
            RunColumns<C0, V, T>(rows, in strip, tiles);
        else if (rows == 4)
            GemmTileColumns<C4, C2, C0>.Run<V, T>(in strip, tiles);
        else if (rows == 3)
            GemmTileColumns<C3, C2, C0>.Run<V, T>(in strip, tiles);
        else if (rows == 2)
            GemmTileColumns<C2, C2, C0>.Run<V, T>(in strip, tiles);
        else
            GemmTileColumns<C1, C2, C0>.Run<V, T>(in strip, tiles);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunColumns<TCopies, V, T>(int rows, in GemmStrip<T> strip, int tiles)
        where TCopies : struct, IConstant
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        switch (rows)
        {
            case 12:
                GemmTileColumns<C12, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 11:
                GemmTileColumns<C11, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 10:
                GemmTileColumns<C10, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 9:
                GemmTileColumns<C9, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 8:
                GemmTileColumns<C8, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 7:
                GemmTileColumns<C7, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 6:
                GemmTileColumns<C6, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 5:
                GemmTileColumns<C5, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 4:
                GemmTileColumns<C4, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 3:
                GemmTileColumns<C3, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            case 2:
                GemmTileColumns<C2, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
            default:
                GemmTileColumns<C1, C1, TCopies>.Run<V, T>(in strip, tiles);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Run<TVectors, TFetches, TCopies, TTable, V, T>(int rows, ref GemmStrip<T> strip, int tiles)
        where TVectors : struct, IConstant
        where TFetches : struct, IConstant
        where TCopies : struct, IConstant
        where TTable : struct, IConstant
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        switch (rows)
        {
            case 12:
                GemmTile<C12, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 11:
                GemmTile<C11, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 10:
                GemmTile<C10, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 9:
                GemmTile<C9, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 8:
                GemmTile<C8, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 7:
                GemmTile<C7, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 6:
                GemmTile<C6, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 5:
                GemmTile<C5, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 4:
                GemmTile<C4, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 3:
                GemmTile<C3, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            case 2:
                GemmTile<C2, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
            default:
                GemmTile<C1, TVectors, TFetches, TCopies, TTable>.Run<V, T>(ref strip, tiles);
                break;
        }
    }

    internal readonly struct C0 : IConstant
    {
        public static int Value => 0;
    }

    internal readonly struct C1 : IConstant
    {
        public static int Value => 1;
    }

    internal readonly struct C2 : IConstant
    {
        public static int Value => 2;
    }

    internal readonly struct C3 : IConstant
    {
        public static int Value => 3;
    }

    internal readonly struct C4 : IConstant
    {
        public static int Value => 4;
    }

    internal readonly struct C5 : IConstant
    {
        public static int Value => 5;
    }

    internal readonly struct C6 : IConstant
    {
        public static int Value => 6;
    }

    internal readonly struct C7 : IConstant
    {
        public static int Value => 7;
    }

    internal readonly struct C8 : IConstant
    {
        public static int Value => 8;
    }

    internal readonly struct C9 : IConstant
    {
        public static int Value => 9;
    }

    internal readonly struct C10 : IConstant
    {
        public static int Value => 10;
    }

    internal readonly struct C11 : IConstant
    {
        public static int Value => 11;
    }

    internal readonly struct C12 : IConstant
    {
        public static int Value => 12;
    }
}
