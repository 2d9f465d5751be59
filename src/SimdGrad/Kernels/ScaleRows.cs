using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A multiple of each row of a row-major matrix, stored or added.</summary>
public static class ScaleRows
{
    /// <summary>
    /// y[r, j] = alpha[r] * x[r, j], or that added to y[r, j], rounded once. In place if <paramref name="y"/> is
    /// <paramref name="x"/>.
    /// </summary>
    /// <param name="alpha">The factor of each row.</param>
    /// <param name="x">The rows, one after the other; as many as there are factors.</param>
    /// <param name="y">Receives the result, laid out as <paramref name="x"/>.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit, x and y overlap without being the same, or y overlaps the factors.
    /// </exception>
    public static void Run<T>(ReadOnlySpan<T> alpha, ReadOnlySpan<T> x, Span<T> y, bool accumulate = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(x, y);
        SpanGuard.SameOrDisjoint(x, y);
        SpanGuard.Disjoint(alpha, y);
        if (alpha.IsEmpty ? !x.IsEmpty : x.Length % alpha.Length != 0)
            throw new ArgumentException(
                $"x has {x.Length} elements, which is no whole number for each of {alpha.Length} rows.", nameof(x));
        if (!x.IsEmpty)
            Sliced.Run<Kernel<T>, T>(new(alpha, x, y, accumulate), x.Length / alpha.Length);
    }

    private readonly ref struct Kernel<T>(ReadOnlySpan<T> alpha, ReadOnlySpan<T> x, Span<T> y, bool accumulate)
        : ISliceKernel<Kernel<T>, T>
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _alpha = alpha, _x = x;
        private readonly Span<T> _y = y;

        public int Length => _alpha.Length;

        public Kernel<T> Slice(int start, int length)
        {
            int columns = _x.Length / _alpha.Length;
            return new(
                _alpha.Slice(start, length), _x.Slice(start * columns, length * columns),
                _y.Slice(start * columns, length * columns), accumulate);
        }

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int columns = _x.Length / _alpha.Length;
            if (columns == 1)
                RunElements<V>();
            else
                for (int r = 0; r < _alpha.Length; r++)
                    Axpy.Run<V, T>(_alpha[r], _x.Slice(r * columns, columns), _y.Slice(r * columns, columns), accumulate);
        }

        // Rows of one element: lanes are independent, so the tail is the same formula on a partial vector.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void RunElements<V>() where V : struct, IVec<V, T>
        {
            ref T pa = ref MemoryMarshal.GetReference(_alpha);
            ref T px = ref MemoryMarshal.GetReference(_x);
            ref T py = ref MemoryMarshal.GetReference(_y);
            nint i = 0, n = _x.Length;
            for (; i <= n - V.Count; i += V.Count)
            {
                V a = V.Load(ref Unsafe.Add(ref pa, i)), v = V.Load(ref Unsafe.Add(ref px, i));
                v = accumulate ? V.Fma(a, v, V.Load(ref Unsafe.Add(ref py, i))) : a * v;
                V.Store(v, ref Unsafe.Add(ref py, i));
            }
            if (i < n)
            {
                int left = (int)(n - i);
                V a = V.LoadPartial(ref Unsafe.Add(ref pa, i), left), v = V.LoadPartial(ref Unsafe.Add(ref px, i), left);
                v = accumulate ? V.Fma(a, v, V.LoadPartial(ref Unsafe.Add(ref py, i), left)) : a * v;
                V.StorePartial(v, ref Unsafe.Add(ref py, i), left);
            }
        }
    }
}
