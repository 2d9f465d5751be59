using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The multiple of a vector, stored or added: BLAS's axpy and scal.</summary>
public static class Axpy
{
    /// <summary>y[i] = alpha * x[i], or y[i] = alpha * x[i] + y[i], rounded once. In place if y is x.</summary>
    /// <param name="alpha">The factor.</param>
    /// <param name="x">The vector x.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Run<T>(T alpha, ReadOnlySpan<T> x, Span<T> y, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        Sliced.Run<Kernel<T>, T>(new(alpha, x, y, accumulate));
    }

    /// <summary>The same, unchecked, from within a kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run<V, T>(T alpha, ReadOnlySpan<T> x, Span<T> y, bool accumulate)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        ref T px = ref MemoryMarshal.GetReference(x);
        ref T py = ref MemoryMarshal.GetReference(y);
        V factor = V.Splat(alpha);
        nint i = 0, n = x.Length;
        for (; i <= n - V.Count; i += V.Count)
        {
            V v = V.Load(ref Unsafe.Add(ref px, i));
            v = accumulate ? V.Fma(factor, v, V.Load(ref Unsafe.Add(ref py, i))) : factor * v;
            V.Store(v, ref Unsafe.Add(ref py, i));
        }
        if (i < n)
        {
            int left = (int)(n - i);
            V v = V.LoadPartial(ref Unsafe.Add(ref px, i), left);
            v = accumulate ? V.Fma(factor, v, V.LoadPartial(ref Unsafe.Add(ref py, i), left)) : factor * v;
            V.StorePartial(v, ref Unsafe.Add(ref py, i), left);
        }
    }

    private readonly ref struct Kernel<T>(T alpha, ReadOnlySpan<T> x, Span<T> y, bool accumulate)
        : ISliceKernel<Kernel<T>, T>
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _x = x;
        private readonly Span<T> _y = y;

        public int Length => _x.Length;

        public Kernel<T> Slice(int start, int length) =>
            new(alpha, _x.Slice(start, length), _y.Slice(start, length), accumulate);

        public void Run<V>() where V : struct, IVec<V, T> => Axpy.Run<V, T>(alpha, _x, _y, accumulate);
    }
}
