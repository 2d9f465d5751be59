using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Copies a strip of a matrix so that vectors across it lie side by side: into the order in which a register tile reads its
/// operands, or short rows into columns and back.
/// </summary>
internal static unsafe class Strip
{
    private const int LineBytes = 64;

    /// <summary>
    /// packed[p * width + l] = source[l * laneStride + p * stepStride] for l below <paramref name="lanes"/>, 0 for the lanes
    /// from there to <paramref name="width"/>.
    /// </summary>
    /// <remarks>
    /// To the tile a lane is a row of A or a column of B, and a step is one k. Lanes that lie side by side are copied as
    /// vectors; steps that do are transposed by blocks in registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Pack<V, T>(T* source, nint laneStride, nint stepStride, int lanes, int width, int steps, T* packed)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        if (laneStride == 1)
        {
            for (int p = 0; p < steps; p++, source += stepStride, packed += width)
            {
                int l = 0;
                for (; l <= lanes - V.Count; l += V.Count)
                    V.Store(V.Load(ref source[l]), ref packed[l]);
                for (; l < width; l += V.Count)
                    V.StorePartial(
                        V.LoadPartial(ref source[l], Math.Clamp(lanes - l, 0, V.Count)),
                        ref packed[l], Math.Min(width - l, V.Count));
            }
            return;
        }
        int side = BlockTranspose.Side<T>();
        int blockedLanes = stepStride == 1 ? lanes / side * side : 0, blockedSteps = steps / side * side;
        // A cache line of each lane at a time: what is read is then read whole, and what is written is written close together.
        int line = LineBytes / sizeof(T);
        for (int start = 0; start < blockedSteps; start += line)
        {
            int count = Math.Min(line, blockedSteps - start);
            for (int l = 0; l < blockedLanes; l += side)
            {
                T* from = source + l * laneStride + start;
                T* to = packed + (nint)start * width + l;
                for (int p = 0; p < count; p += side, from += side, to += side * width)
                    BlockTranspose.Run(from, laneStride, to, width);
            }
        }
        Copy(
            source + blockedSteps * stepStride, laneStride, stepStride, blockedLanes, blockedLanes, width, steps - blockedSteps,
            packed + (nint)blockedSteps * width);
        Copy(
            source + blockedLanes * laneStride, laneStride, stepStride, lanes - blockedLanes, width - blockedLanes, width, steps,
            packed + blockedLanes);
    }

    // The same element by element, for what is left of the blocks: `lanes` lanes and zeros up to `filled`.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Copy<T>(
        T* source, nint laneStride, nint stepStride, int lanes, int filled, int width, int steps, T* packed)
        where T : unmanaged
    {
        for (int p = 0; p < steps; p++, source += stepStride, packed += width)
        {
            for (int l = 0; l < lanes; l++)
                packed[l] = source[l * laneStride];
            for (int l = lanes; l < filled; l++)
                packed[l] = default;
        }
    }
}
