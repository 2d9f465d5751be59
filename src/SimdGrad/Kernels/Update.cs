using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The loop of all optimizers: one pass over parameters, gradients and state.</summary>
public static class Update
{
    /// <summary>Applies <paramref name="rule"/> at every index, after <paramref name="regularization"/>.</summary>
    /// <param name="rule">The arithmetic, with the numbers of this step.</param>
    /// <param name="regularization">What is done to gradient and value before.</param>
    /// <param name="values">The parameters, updated.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="first">The first number of state of each, updated; empty if the rule has none.</param>
    /// <param name="second">The second number of state of each, updated; empty if the rule has no second.</param>
    /// <param name="third">The third number of state of each, updated; empty if the rule has no third.</param>
    /// <typeparam name="TRule">The rule.</typeparam>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The lengths differ, spans share memory, or the rule has other state.</exception>
    public static void Run<TRule, T>(
        in TRule rule, in Regularization<T> regularization, Span<T> values, ReadOnlySpan<T> gradients,
        Span<T> first = default, Span<T> second = default, Span<T> third = default)
        where TRule : struct, IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(in rule, in regularization, values, gradients, first, second, third, columns: 0);

    /// <summary>The same for a weight of so many columns that threads divide by rows; 0 for what is none.</summary>
    internal static void Run<TRule, T>(
        in TRule rule, in Regularization<T> regularization, Span<T> values, ReadOnlySpan<T> gradients,
        Span<T> first, Span<T> second, Span<T> third, int columns)
        where TRule : struct, IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(values, gradients);
        SpanGuard.Disjoint(gradients, values);
        Check(TRule.States > 0, values, gradients, first, nameof(first));
        Check(TRule.States > 1, values, gradients, second, nameof(second));
        Check(TRule.States > 2, values, gradients, third, nameof(third));
        SpanGuard.Disjoint<T>(first, second);
        SpanGuard.Disjoint<T>(first, third);
        SpanGuard.Disjoint<T>(second, third);
        Kernel<TRule, T> kernel = new(in rule, in regularization, values, gradients, first, second, third);
        if (columns > 0)
            Sliced.RunRows<Kernel<TRule, T>, T>(kernel, columns);
        else
            Sliced.Run<Kernel<TRule, T>, T>(kernel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Check<T>(
        bool expected, ReadOnlySpan<T> values, ReadOnlySpan<T> gradients, ReadOnlySpan<T> state, string name)
    {
        if (expected || !state.IsEmpty)
            CheckState(expected, values, gradients, state, name);
    }

    private static void CheckState<T>(
        bool expected, ReadOnlySpan<T> values, ReadOnlySpan<T> gradients, ReadOnlySpan<T> state, string name)
    {
        int length = expected ? values.Length : 0;
        if (state.Length != length)
            throw new ArgumentException($"{name} has {state.Length} elements; the rule takes {length}.", name);
        SpanGuard.Disjoint(values, state, nameof(values), name);
        SpanGuard.Disjoint(gradients, state, nameof(gradients), name);
    }

    private readonly ref struct Kernel<TRule, T>(
        ref readonly TRule rule, ref readonly Regularization<T> regularization, Span<T> values, ReadOnlySpan<T> gradients,
        Span<T> first, Span<T> second, Span<T> third)
        : ISliceKernel<Kernel<TRule, T>, T>
        where TRule : struct, IUpdateRule<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ref readonly TRule _rule = ref rule;
        private readonly ref readonly Regularization<T> _regularization = ref regularization;
        private readonly Span<T> _values = values, _first = first, _second = second, _third = third;
        private readonly ReadOnlySpan<T> _gradients = gradients;

        public int Length => _values.Length;

        public Kernel<TRule, T> Slice(int start, int length) => new(
            in _rule, in _regularization, _values.Slice(start, length), _gradients.Slice(start, length),
            Sliced.OfOptional(_first, start, length), Sliced.OfOptional(_second, start, length),
            Sliced.OfOptional(_third, start, length));

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            var rule = _rule;
            var regularization = _regularization;
            bool regularized = !regularization.IsNone;
            ref T pw = ref MemoryMarshal.GetReference(_values);
            ref T pg = ref MemoryMarshal.GetReference(_gradients);
            ref T p1 = ref MemoryMarshal.GetReference(_first);
            ref T p2 = ref MemoryMarshal.GetReference(_second);
            ref T p3 = ref MemoryMarshal.GetReference(_third);
            nint i = 0, n = _values.Length;
            for (; i <= n - V.Count; i += V.Count)
            {
                V w = V.Load(ref Unsafe.Add(ref pw, i)), g = V.Load(ref Unsafe.Add(ref pg, i));
                V s1 = TRule.States > 0 ? V.Load(ref Unsafe.Add(ref p1, i)) : V.Zero;
                V s2 = TRule.States > 1 ? V.Load(ref Unsafe.Add(ref p2, i)) : V.Zero;
                V s3 = TRule.States > 2 ? V.Load(ref Unsafe.Add(ref p3, i)) : V.Zero;
                if (regularized)
                    regularization.Apply(ref w, ref g);
                rule.Update(ref w, TRule.States > 0 ? Tiny.Gradient(g) : g, ref s1, ref s2, ref s3);
                V.Store(w, ref Unsafe.Add(ref pw, i));
                if (TRule.States > 0)
                    V.Store(s1, ref Unsafe.Add(ref p1, i));
                if (TRule.States > 1)
                    V.Store(s2, ref Unsafe.Add(ref p2, i));
                if (TRule.States > 2)
                    V.Store(s3, ref Unsafe.Add(ref p3, i));
            }
            if (i < n)
                RunTail<V>(i, (int)(n - i));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private void RunTail<V>(nint i, int left) where V : struct, IVec<V, T>
        {
            ref T pw = ref Unsafe.Add(ref MemoryMarshal.GetReference(_values), i);
            ref T p1 = ref Unsafe.Add(ref MemoryMarshal.GetReference(_first), i);
            ref T p2 = ref Unsafe.Add(ref MemoryMarshal.GetReference(_second), i);
            ref T p3 = ref Unsafe.Add(ref MemoryMarshal.GetReference(_third), i);
            V w = V.LoadPartial(ref pw, left);
            V g = V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_gradients), i), left);
            V s1 = TRule.States > 0 ? V.LoadPartial(ref p1, left) : V.Zero;
            V s2 = TRule.States > 1 ? V.LoadPartial(ref p2, left) : V.Zero;
            V s3 = TRule.States > 2 ? V.LoadPartial(ref p3, left) : V.Zero;
            var rule = _rule;
            if (!_regularization.IsNone)
                _regularization.Apply(ref w, ref g);
            rule.Update(ref w, TRule.States > 0 ? Tiny.Gradient(g) : g, ref s1, ref s2, ref s3);
            V.StorePartial(w, ref pw, left);
            if (TRule.States > 0)
                V.StorePartial(s1, ref p1, left);
            if (TRule.States > 1)
                V.StorePartial(s2, ref p2, left);
            if (TRule.States > 2)
                V.StorePartial(s3, ref p3, left);
        }
    }
}
