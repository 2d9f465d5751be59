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
    /// A lane is a row of A or a column of B, a step is one k. Lanes that lie side by side are copied as vectors.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        for (int l = 0; l < width; l++)
        {
            T* from = source + l * laneStride;
            T* to = packed + l;
            if (l < lanes)
                for (int p = 0; p < steps; p++, from += stepStride, to += width)
                    *to = *from;
            else
                for (int p = 0; p < steps; p++, to += width)
                    *to = default;
        }
    }
}
