using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The elements of a span as they are.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct SpanTerm<T>(ReadOnlySpan<T> x) : ITerm<T> where T : unmanaged
{
    private readonly ReadOnlySpan<T> _x = x;

    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> =>
        V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), i), count);
}
