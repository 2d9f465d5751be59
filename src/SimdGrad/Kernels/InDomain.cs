using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Whether elements are in a domain.</summary>
internal static class InDomain
{
    /// <summary>Whether all are.</summary>
    public static bool All<TDomain, T>(ReadOnlySpan<T> x)
        where TDomain : struct, IDomain
        where T : unmanaged
    {
        bool outside = false;
        Sliced.Run<Kernel<TDomain, T>, T>(new(x, ref outside));
        return !outside;
    }

    // Order does not matter, so this is no fold, which would take several times as long to compile.
    private readonly ref struct Kernel<TDomain, T>(ReadOnlySpan<T> x, ref bool outside) : ISliceKernel<Kernel<TDomain, T>, T>
        where TDomain : struct, IDomain
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _x = x;

        // Threads that set it at once set it to the same.
        private readonly ref bool _outside = ref outside;

        public int Length => _x.Length;

        public Kernel<TDomain, T> Slice(int start, int length) => new(_x.Slice(start, length), ref _outside);

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            ref T px = ref MemoryMarshal.GetReference(_x);
            nint i = 0, n = _x.Length;
            V found = V.Zero;
            for (; i <= n - V.Count; i += V.Count)
                found = V.Select(TDomain.Contains(V.Load(ref Unsafe.Add(ref px, i))), found, V.One);
            if (i < n)
            {
                int left = (int)(n - i);
                V last = V.Select(TDomain.Contains(V.LoadPartial(ref Unsafe.Add(ref px, i), left)), found, V.One);
                found = V.Select(V.FirstLanes(left), last, found);
            }
            if (V.Any(found > V.Zero))
                _outside = true;
        }
    }
}
