using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The gradient of a reduction along an axis: dx = g(x, p, f dy), or that added to dx, where p and dy have one number for
/// each slice.
/// </summary>
internal static class Spread
{
    /// <summary>Computes the gradient; the arguments fit.</summary>
    /// <param name="x">The elements; empty if the gradient reads none.</param>
    /// <param name="layout">How they lie.</param>
    /// <param name="p">What the gradient reads of each slice; empty if nothing.</param>
    /// <param name="dy">The gradient with respect to the result of each slice.</param>
    /// <param name="factor">The factor f.</param>
    /// <param name="dx">Receives the gradient.</param>
    /// <param name="accumulate">Whether to add to <paramref name="dx"/>.</param>
    public static void Run<TGradient, T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<T> p, ReadOnlySpan<T> dy, T factor, Span<T> dx, bool accumulate)
        where TGradient : struct, ISliceGradient
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Isa.Run<Kernel<TGradient, T>, T>(new(x, layout, p, dy, factor, dx, accumulate));

    private readonly ref struct Kernel<TGradient, T>(
        ReadOnlySpan<T> x, AxisLayout layout, ReadOnlySpan<T> p, ReadOnlySpan<T> dy, T factor, Span<T> dx, bool accumulate)
        : IKernel<T>
        where TGradient : struct, ISliceGradient
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _x = x, _p = p, _dy = dy;
        private readonly Span<T> _dx = dx;

        public void Run<V>() where V : struct, IVec<V, T>
        {
            int inner = layout.Inner;
            for (int o = 0; o < layout.Outer; o++)
            {
                if (inner == 1)
                {
                    Segment<V>(o * layout.Length, layout.Length, o, each: false);
                    continue;
                }
                for (int i = 0; i < layout.Length; i++)
                    Segment<V>((o * layout.Length + i) * inner, inner, o * inner, each: true);
            }
        }

        // `count` elements from `start` on, which belong to one slice, or each to one of the slices from `slice` on.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Segment<V>(int start, int count, int slice, bool each) where V : struct, IVec<V, T>
        {
            ref T px = ref Unsafe.Add(ref MemoryMarshal.GetReference(_x), start);
            ref T pp = ref Unsafe.Add(ref MemoryMarshal.GetReference(_p), slice);
            ref T pdy = ref Unsafe.Add(ref MemoryMarshal.GetReference(_dy), slice);
            ref T pdx = ref Unsafe.Add(ref MemoryMarshal.GetReference(_dx), start);
            V f = V.Splat(factor), p = V.Zero, dy = V.Zero;
            if (!each && count > 0)
            {
                dy = f * V.Splat(pdy);
                if (TGradient.ReadsSlice)
                    p = V.Splat(pp);
            }
            nint i = 0;
            for (; i <= count - V.Count; i += V.Count)
            {
                if (each)
                {
                    dy = f * V.Load(ref Unsafe.Add(ref pdy, i));
                    if (TGradient.ReadsSlice)
                        p = V.Load(ref Unsafe.Add(ref pp, i));
                }
                V dx = TGradient.Of(TGradient.ReadsInput ? V.Load(ref Unsafe.Add(ref px, i)) : V.Zero, p, dy);
                if (accumulate)
                    dx = V.Load(ref Unsafe.Add(ref pdx, i)) + dx;
                V.Store(dx, ref Unsafe.Add(ref pdx, i));
            }
            if (i < count)
                Tail(start + (int)i, (int)(count - i), slice + (int)i, each, p, dy);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void Tail<V>(int start, int count, int slice, bool each, V p, V dy) where V : struct, IVec<V, T>
        {
            if (each)
            {
                dy = V.Splat(factor) * V.LoadPartial(in _dy[slice], count);
                if (TGradient.ReadsSlice)
                    p = V.LoadPartial(in _p[slice], count);
            }
            V dx = TGradient.Of(TGradient.ReadsInput ? V.LoadPartial(in _x[start], count) : V.Zero, p, dy);
            if (accumulate)
                dx = V.LoadPartial(ref _dx[start], count) + dx;
            V.StorePartial(dx, ref _dx[start], count);
        }
    }
}
