using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>One number, stored or added everywhere.</summary>
public static class Fill
{
    /// <summary>y[i] = value, or y[i] = y[i] + value.</summary>
    /// <param name="value">The number.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="accumulate">Whether to add to <paramref name="y"/> instead of overwriting it.</param>
    /// <typeparam name="T">float or double.</typeparam>
    public static void Run<T>(T value, Span<T> y, bool accumulate = false) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        if (accumulate)
            Sliced.Run<AddKernel<T>, T>(new(value, y));
        else
            y.Fill(value);
    }

    private readonly ref struct AddKernel<T>(T value, Span<T> y) : ISliceKernel<AddKernel<T>, T> where T : unmanaged
    {
        private readonly Span<T> _y = y;

        public int Length => _y.Length;

        public AddKernel<T> Slice(int start, int length) => new(value, _y.Slice(start, length));

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            ref T py = ref MemoryMarshal.GetReference(_y);
            V added = V.Splat(value);
            nint i = 0, n = _y.Length;
            for (; i <= n - V.Count; i += V.Count)
                V.Store(V.Load(ref Unsafe.Add(ref py, i)) + added, ref Unsafe.Add(ref py, i));
            if (i < n)
                V.StorePartial(
                    V.LoadPartial(ref Unsafe.Add(ref py, i), (int)(n - i)) + added, ref Unsafe.Add(ref py, i), (int)(n - i));
        }
    }
}
