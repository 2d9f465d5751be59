using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Copies a strip of an operand into the order in which a register tile reads it.</summary>
internal static unsafe class GemmPack
{
    /// <summary>
    /// packed[p * width + l] = source[l * laneStride + p * stepStride] for l below <paramref name="lanes"/>, 0 for the lanes
    /// from there to <paramref name="width"/>.
    /// </summary>
    /// <remarks>
    /// A lane is a row of A or a column of B, a step is one k. Lanes that lie side by side are copied as vectors; steps that
    /// do are transposed by blocks in registers.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<V, T>(T* source, nint laneStride, nint stepStride, int lanes, int width, int steps, T* packed)
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
                        V.LoadPartial(ref source[l], Math.Clamp(lanes - l, 0, V.Count)), ref packed[l], Math.Min(width - l, V.Count));
            }
            return;
        }
        int side = BlockTranspose.Side<T>();
        int blocked = stepStride == 1 ? lanes / side * side : 0;
        for (int l = 0; l < blocked; l += side)
        {
            T* from = source + l * laneStride;
            int p = 0;
            for (; p <= steps - side; p += side)
                BlockTranspose.Run(from + p, laneStride, packed + (nint)p * width + l, width);
            Copy(from + p, laneStride, stepStride, side, side, width, steps - p, packed + (nint)p * width + l);
        }
        Copy(source + blocked * laneStride, laneStride, stepStride, lanes - blocked, width - blocked, width, steps, packed + blocked);
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
