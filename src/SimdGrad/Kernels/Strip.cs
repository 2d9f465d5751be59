using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Copies a strip of a matrix so that vectors across it lie side by side: into the order in which a register tile reads its
/// operands, or short rows into columns and back.
/// </summary>
/// <remarks>To the tile a lane is a row of A or a column of B, and a step is one k.</remarks>
internal static unsafe class Strip
{
    private const int LineBytes = 64;

    /// <summary>
    /// packed[t * stripStride + p * width + l] = source[t * width + l + p * stepStride]: strips of <paramref name="width"/> lanes
    /// that lie side by side.
    /// </summary>
    /// <remarks>
    /// Several strips at a time, so that of each step, which may be in a memory page of its own, more is read at once.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Copy<V, T>(T* source, nint stepStride, int width, int strips, int steps, T* packed, nint stripStride)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int p = 0; p < steps; p++, source += stepStride, packed += width)
        {
            T* from = source;
            T* to = packed;
            for (int t = 0; t < strips; t++, from += width, to += stripStride)
            {
                int l = 0;
                for (; l <= width - V.Count; l += V.Count)
                    V.Store(V.Load(ref from[l]), ref to[l]);
                if (l < width)
                    V.StorePartial(V.LoadPartial(ref from[l], width - l), ref to[l], width - l);
            }
        }
    }

    /// <summary>
    /// packed[p * width + l] = source[l + p * stepStride] for l below <paramref name="lanes"/>, 0 from there to
    /// <paramref name="width"/>, a multiple of V's number of lanes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Pad<V, T>(T* source, nint stepStride, int lanes, int width, int steps, T* packed)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        // What is left out of the last vector is read nevertheless, but in the last steps, where there may be nothing more.
        int last = width - V.Count, whole = Math.Max(0, steps - (int)((width - lanes - 1) / stepStride) - 1);
        V mask = V.FirstLanes(lanes - last);
        for (int p = 0; p < steps; p++, source += stepStride, packed += width)
        {
            for (int l = 0; l < last; l += V.Count)
                V.Store(V.Load(ref source[l]), ref packed[l]);
            V x = p < whole
                ? V.Select(mask, V.Load(ref source[last]), V.Zero)
                : V.LoadPartial(ref source[last], lanes - last);
            V.Store(x, ref packed[last]);
        }
    }

    /// <summary>
    /// packed[p * width + l] = source[l * laneStride + p] for l below <paramref name="lanes"/>, 0 from there to
    /// <paramref name="filled"/>, which is that or a multiple of V's number of lanes.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Transpose<V, T>(T* source, nint laneStride, int lanes, int filled, int steps, T* packed, nint width)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int side = BlockTranspose.Side<T>(), wide = lanes / V.Count * V.Count, narrow = lanes / side * side;
        int blocked = steps / side * side;
        if (lanes < filled)
            for (int p = 0; p < steps; p++)
                for (int l = wide; l < filled; l += V.Count)
                    V.Store(V.Zero, ref packed[p * width + l]);
        if (wide > 0)
            Blocks<V, T>(source, laneStride, wide, blocked, packed, width);
        if (narrow > wide)
            Blocks<Vec128<T>, T>(source + wide * laneStride, laneStride, narrow - wide, blocked, packed + wide, width);
        // What is left of whole blocks: once more with some of those before.
        if (narrow < lanes && narrow > 0)
            Blocks<Vec128<T>, T>(source + (lanes - side) * laneStride, laneStride, side, blocked, packed + lanes - side, width);
        else if (narrow < lanes)
            Elements(source, laneStride, lanes, blocked, packed, width);
        if (blocked < steps)
            Elements(source + blocked, laneStride, lanes, steps - blocked, packed + blocked * width, width);
    }

    // The same for whole blocks, a cache line of each lane at a time: what is read is then read whole, and what is written is
    // written close together.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Blocks<V, T>(T* source, nint laneStride, int lanes, int steps, T* packed, nint width)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        int line = LineBytes / sizeof(T), side = BlockTranspose.Side<T>();
        for (int start = 0; start < steps; start += line)
        {
            int count = Math.Min(line, steps - start);
            for (int l = 0; l < lanes; l += V.Count)
            {
                T* from = source + l * laneStride + start;
                T* to = packed + start * width + l;
                for (int p = 0; p < count; p += side, from += side, to += side * width)
                    BlockTranspose.Run<V, T>(from, laneStride, to, width);
            }
        }
    }

    // The same element by element, for what has no blocks.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Elements<T>(T* source, nint laneStride, int lanes, int steps, T* packed, nint width)
        where T : unmanaged
    {
        for (int p = 0; p < steps; p++, source++, packed += width)
            for (int l = 0; l < lanes; l++)
                packed[l] = source[l * laneStride];
    }
}
