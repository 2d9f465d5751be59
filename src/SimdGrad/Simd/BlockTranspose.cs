using System.Runtime.CompilerServices;

namespace SimdGrad.Simd;

/// <summary>Transposes blocks in registers: as many rows as a vector has lanes, of 16 bytes each.</summary>
/// <remarks>
/// Register r takes rows r, r + side, r + 2 side, ... as its 16-byte parts, side being the elements of a part. Transposing
/// parts by themselves, which is what the processors' interleaving instructions do, then gives whole columns. On x86 the parts
/// come from memory without using the unit that shuffles, so that half of the usual shuffles suffices.
/// </remarks>
internal static unsafe class BlockTranspose
{
    /// <summary>The columns of a block: 4 floats, 2 doubles or a dual number.</summary>
    public static int Side<T>() where T : unmanaged => 16 / sizeof(T);

    /// <summary>
    /// destination[j * destinationRow + i] = source[i * sourceRow + j] for i below V's number of lanes and j below
    /// <see cref="Side"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<V, T>(T* source, nint sourceRow, T* destination, nint destinationRow)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        nint side = Side<T>();
        if (side == 1)
        {
            for (nint i = 0; i < V.Count; i++)
                destination[i] = source[i * sourceRow];
            return;
        }
        Load(source, sourceRow, out V a, out V b, out V c, out V d);
        V.Store(a, ref *destination);
        V.Store(b, ref destination[destinationRow]);
        if (side == 2)
            return;
        V.Store(c, ref destination[2 * destinationRow]);
        V.Store(d, ref destination[3 * destinationRow]);
    }

    /// <summary>
    /// Lane i of the vectors is source[i * sourceRow], source[i * sourceRow + 1], and so on; with 2 columns the last two vectors
    /// are zeros. Not for a single column.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load<V, T>(T* source, nint sourceRow, out V a, out V b, out V c, out V d)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        nint side = Side<T>();
        a = V.LoadBlocks(ref *source, side * sourceRow);
        b = V.LoadBlocks(ref source[sourceRow], side * sourceRow);
        c = side == 2 ? V.Zero : V.LoadBlocks(ref source[2 * sourceRow], side * sourceRow);
        d = side == 2 ? V.Zero : V.LoadBlocks(ref source[3 * sourceRow], side * sourceRow);
        Transpose<V, T>(ref a, ref b, ref c, ref d);
    }

    /// <summary>The way back: source[j * sourceRow + i] becomes destination[i * destinationRow + j].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToRows<V, T>(T* source, nint sourceRow, T* destination, nint destinationRow)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        nint side = Side<T>();
        if (side == 1)
        {
            for (nint i = 0; i < V.Count; i++)
                destination[i * destinationRow] = source[i];
            return;
        }
        V a = V.Load(ref *source), b = V.Load(ref source[sourceRow]);
        V c = side == 2 ? V.Zero : V.Load(ref source[2 * sourceRow]), d = side == 2 ? V.Zero : V.Load(ref source[3 * sourceRow]);
        Transpose<V, T>(ref a, ref b, ref c, ref d);
        V.StoreBlocks(a, ref *destination, side * destinationRow);
        V.StoreBlocks(b, ref destination[destinationRow], side * destinationRow);
        if (side == 2)
            return;
        V.StoreBlocks(c, ref destination[2 * destinationRow], side * destinationRow);
        V.StoreBlocks(d, ref destination[3 * destinationRow], side * destinationRow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose<V, T>(ref V a, ref V b, ref V c, ref V d)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (Side<T>() == 2)
        {
            (a, b) = (V.InterleaveLower(a, b), V.InterleaveUpper(a, b));
            return;
        }
        V ac = V.InterleaveLower(a, c), bd = V.InterleaveLower(b, d);
        V acUpper = V.InterleaveUpper(a, c), bdUpper = V.InterleaveUpper(b, d);
        a = V.InterleaveLower(ac, bd);
        b = V.InterleaveUpper(ac, bd);
        c = V.InterleaveLower(acUpper, bdUpper);
        d = V.InterleaveUpper(acUpper, bdUpper);
    }
}
