using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The loop of all optimizers: one pass over parameters, gradients and state.</summary>
public static class Update
{
    /// <summary>Applies <paramref name="rule"/> at every index.</summary>
    /// <param name="rule">The arithmetic, with the numbers of this step.</param>
    /// <param name="values">The parameters, updated.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="first">The first number of state of each, updated; empty if the rule has none.</param>
    /// <param name="second">The second number of state of each, updated; empty if the rule has none.</param>
    /// <typeparam name="TRule">The rule.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, or spans share memory.</exception>
    public static void Run<TRule, T>(
        in TRule rule, Span<T> values, ReadOnlySpan<T> gradients, Span<T> first = default, Span<T> second = default)
        where TRule : struct, IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(values, gradients);
        SpanGuard.Disjoint(gradients, values);
        Check(values, gradients, first, nameof(first));
        Check(values, gradients, second, nameof(second));
        SpanGuard.Disjoint<T>(first, second);
        Sliced.Run<Kernel<TRule, T>, T>(new(rule, values, gradients, first, second));
    }

    private static void Check<T>(ReadOnlySpan<T> values, ReadOnlySpan<T> gradients, ReadOnlySpan<T> state, string name)
    {
        if (state.IsEmpty)
            return;
        SpanGuard.SameLength(values, state, nameof(values), name);
        SpanGuard.Disjoint(values, state, nameof(values), name);
        SpanGuard.Disjoint(gradients, state, nameof(gradients), name);
    }

    private readonly ref struct Kernel<TRule, T>(
        TRule rule, Span<T> values, ReadOnlySpan<T> gradients, Span<T> first, Span<T> second)
        : ISliceKernel<Kernel<TRule, T>, T>
        where TRule : struct, IUpdateRule<T>
        where T : unmanaged
    {
        private readonly TRule _rule = rule;
        private readonly Span<T> _values = values, _first = first, _second = second;
        private readonly ReadOnlySpan<T> _gradients = gradients;

        public int Length => _values.Length;

        public Kernel<TRule, T> Slice(int start, int length) => new(
            _rule, _values.Slice(start, length), _gradients.Slice(start, length),
            Sliced.OfOptional(_first, start, length), Sliced.OfOptional(_second, start, length));

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            var rule = _rule;
            bool hasFirst = !_first.IsEmpty, hasSecond = !_second.IsEmpty;
            ref T pw = ref MemoryMarshal.GetReference(_values);
            ref T pg = ref MemoryMarshal.GetReference(_gradients);
            ref T p1 = ref MemoryMarshal.GetReference(_first);
            ref T p2 = ref MemoryMarshal.GetReference(_second);
            nint i = 0, n = _values.Length;
            for (; i <= n - V.Count; i += V.Count)
            {
                V w = V.Load(ref Unsafe.Add(ref pw, i));
                V s1 = hasFirst ? V.Load(ref Unsafe.Add(ref p1, i)) : V.Zero;
                V s2 = hasSecond ? V.Load(ref Unsafe.Add(ref p2, i)) : V.Zero;
                rule.Update(ref w, V.Load(ref Unsafe.Add(ref pg, i)), ref s1, ref s2);
                V.Store(w, ref Unsafe.Add(ref pw, i));
                if (hasFirst)
                    V.Store(s1, ref Unsafe.Add(ref p1, i));
                if (hasSecond)
                    V.Store(s2, ref Unsafe.Add(ref p2, i));
            }
            if (i < n)
            {
                int left = (int)(n - i);
                V w = V.LoadPartial(ref Unsafe.Add(ref pw, i), left);
                V s1 = hasFirst ? V.LoadPartial(ref Unsafe.Add(ref p1, i), left) : V.Zero;
                V s2 = hasSecond ? V.LoadPartial(ref Unsafe.Add(ref p2, i), left) : V.Zero;
                rule.Update(ref w, V.LoadPartial(ref Unsafe.Add(ref pg, i), left), ref s1, ref s2);
                V.StorePartial(w, ref Unsafe.Add(ref pw, i), left);
                if (hasFirst)
                    V.StorePartial(s1, ref Unsafe.Add(ref p1, i), left);
                if (hasSecond)
                    V.StorePartial(s2, ref Unsafe.Add(ref p2, i), left);
            }
        }
    }
}
