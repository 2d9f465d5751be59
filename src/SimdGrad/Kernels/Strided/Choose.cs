using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Takes each element from one of two spans, as a third says.</summary>
internal static class Choose
{
    /// <summary>
    /// y[i] = a[i] where condition[i] is not 0, NaN included, and b[i] where it is. In place if <paramref name="y"/> is an input.
    /// </summary>
    /// <param name="condition">What decides.</param>
    /// <param name="a">What is taken where the condition is not 0.</param>
    /// <param name="b">What is taken where it is.</param>
    /// <param name="y">Receives the result.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Run<T>(ReadOnlySpan<T> condition, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(condition, a);
        SpanGuard.SameLength<T, T>(condition, b);
        SpanGuard.SameLength<T, T>(condition, y);
        SpanGuard.SameOrDisjoint(condition, y);
        SpanGuard.SameOrDisjoint(a, y);
        SpanGuard.SameOrDisjoint(b, y);
        Sliced.Run<Kernel<T>, T>(new(condition, a, b, y));
    }

    private readonly ref struct Kernel<T>(ReadOnlySpan<T> condition, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        : ISliceKernel<Kernel<T>, T>
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _condition = condition, _a = a, _b = b;
        private readonly Span<T> _y = y;

        public int Length => _y.Length;

        public Kernel<T> Slice(int start, int length) => new(
            _condition.Slice(start, length), _a.Slice(start, length), _b.Slice(start, length), _y.Slice(start, length));

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            ref T pc = ref MemoryMarshal.GetReference(_condition);
            ref T pa = ref MemoryMarshal.GetReference(_a);
            ref T pb = ref MemoryMarshal.GetReference(_b);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint i = 0, n = _y.Length;
            for (; i <= n - V.Count; i += V.Count)
            {
                V isZero = V.Abs(V.Load(ref Unsafe.Add(ref pc, i))) <= V.Zero;
                V.Store(
                    V.Select(isZero, V.Load(ref Unsafe.Add(ref pb, i)), V.Load(ref Unsafe.Add(ref pa, i))),
                    ref Unsafe.Add(ref py, i));
            }
            if (i < n)
            {
                int left = (int)(n - i);
                V isZero = V.Abs(V.LoadPartial(ref Unsafe.Add(ref pc, i), left)) <= V.Zero;
                V.StorePartial(
                    V.Select(
                        isZero, V.LoadPartial(ref Unsafe.Add(ref pb, i), left), V.LoadPartial(ref Unsafe.Add(ref pa, i), left)),
                    ref Unsafe.Add(ref py, i), left);
            }
        }
    }
}
