using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>1 for each element outside a domain, 0 for each within.</summary>
/// <typeparam name="TDomain">The domain.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct OutsideTerm<TDomain, T>(ReadOnlySpan<T> x) : ITerm<T>
    where TDomain : struct, IDomain
    where T : unmanaged
{
    private readonly SpanTerm<T> _x = new(x);

    // A comparison or two are as little as a load, and leave the latency of joining to be hidden.
    public static bool IsCheap => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => Flag(_x.At<V>(i));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> => Flag(_x.AtPartial<V>(i, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Flag<V>(V x) where V : struct, IVec<V> => V.Select(TDomain.Contains(x), V.Zero, V.One);
}
