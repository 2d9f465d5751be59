using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The loop that stores the values that <see cref="Fold"/> would join.</summary>
internal static class TermMap
{
    /// <summary>
    /// y[i] = the value of <paramref name="source"/> at i, or that added to y[i]. Values are read before they are written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run<TTerm, V, T>(scoped in TTerm source, Span<T> y, bool accumulate)
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        var term = source;
        ref T py = ref MemoryMarshal.GetReference(y);
        nint i = 0, n = y.Length;
        for (; i <= n - V.Count; i += V.Count)
        {
            V value = term.At<V>(i);
            V.Store(accumulate ? V.Load(ref Unsafe.Add(ref py, i)) + value : value, ref Unsafe.Add(ref py, i));
        }
        if (i < n)
            Tail<TTerm, V, T>(in source, i, (int)(n - i), ref Unsafe.Add(ref py, i), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tail<TTerm, V, T>(scoped in TTerm term, nint i, int count, ref T y, bool accumulate)
        where TTerm : struct, ITerm<T>, allows ref struct
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V value = term.AtPartial<V>(i, count);
        V.StorePartial(accumulate ? V.LoadPartial(ref y, count) + value : value, ref y, count);
    }
}
