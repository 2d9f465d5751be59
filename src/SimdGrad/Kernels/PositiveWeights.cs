using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Weights of the positive part of a binary cross-entropy, said in plain weights and other targets: with r = q t + 1 - t,
/// -q t log s - (1 - t) log(1 - s) is r times the loss of the target q t / r. For targets 0 and 1 that is exact.
/// </summary>
public static class PositiveWeights
{
    /// <summary>
    /// weights[i, j] = w[i, j] * r[i, j] and shares[i, j] = q[j] * targets[i, j] / r[i, j], where r = q[j] t + 1 - t; where r
    /// is 0, the share is the target. In place where a result is an input.
    /// </summary>
    /// <param name="positive">The weights q of the positive part: one, or one for each column.</param>
    /// <param name="targets">The targets t, in rows as long as there are positive weights, if these are several.</param>
    /// <param name="given">The weights w, laid out likewise; 1 everywhere if empty.</param>
    /// <param name="weights">Receives the weights.</param>
    /// <param name="shares">Receives the targets that go with them.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">Lengths do not fit, or spans overlap without being the same.</exception>
    public static void Split<T>(
        ReadOnlySpan<T> positive, ReadOnlySpan<T> targets, ReadOnlySpan<T> given, Span<T> weights, Span<T> shares)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanGuard.Element<T>();
        SpanGuard.SameLength<T, T>(targets, weights);
        SpanGuard.SameLength<T, T>(targets, shares);
        if (!given.IsEmpty)
            SpanGuard.SameLength(targets, given);
        if (positive.IsEmpty || targets.Length % positive.Length != 0)
            throw new ArgumentException(
                $"positive has {positive.Length} elements; {targets.Length} targets are no whole number of such rows.",
                nameof(positive));
        SpanGuard.SameOrDisjoint(targets, weights);
        SpanGuard.SameOrDisjoint(targets, shares);
        SpanGuard.SameOrDisjoint(given, weights);
        SpanGuard.SameOrDisjoint(given, shares);
        SpanGuard.Disjoint(positive, weights);
        SpanGuard.Disjoint(positive, shares);
        SpanGuard.Disjoint<T>(weights, shares);
        Isa.Run<SplitKernel<T>, T>(new(positive, targets, given, weights, shares));
    }

    private readonly ref struct SplitKernel<T>(
        ReadOnlySpan<T> positive, ReadOnlySpan<T> targets, ReadOnlySpan<T> given, Span<T> weights, Span<T> shares) : IKernel<T>
        where T : unmanaged
    {
        private readonly ReadOnlySpan<T> _positive = positive, _targets = targets, _given = given;
        private readonly Span<T> _weights = weights, _shares = shares;

        // A single positive weight makes one long row. Lanes are independent, and a tail is a partial vector.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public void Run<V>() where V : struct, IVec<V, T>
        {
            bool isOne = _positive.Length == 1;
            ref T pq = ref MemoryMarshal.GetReference(_positive);
            ref T pt = ref MemoryMarshal.GetReference(_targets);
            ref T pg = ref MemoryMarshal.GetReference(_given);
            ref T pw = ref MemoryMarshal.GetReference(_weights);
            ref T ps = ref MemoryMarshal.GetReference(_shares);
            nint n = _targets.Length, columns = isOne ? n : _positive.Length;
            V one = V.Splat(pq);
            for (nint start = 0; start < n; start += columns)
            {
                for (nint j = 0; j < columns; j += V.Count)
                {
                    int count = (int)nint.Min(V.Count, columns - j);
                    nint i = start + j;
                    V q = isOne ? one : V.LoadPartial(ref Unsafe.Add(ref pq, j), count);
                    V t = V.LoadPartial(ref Unsafe.Add(ref pt, i), count);
                    V w = _given.IsEmpty ? V.One : V.LoadPartial(ref Unsafe.Add(ref pg, i), count);
                    V part = q * t, total = V.Fma(q, t, V.One - t);
                    V.StorePartial(w * total, ref Unsafe.Add(ref pw, i), count);
                    V.StorePartial(V.Select(total > V.Zero, part / total, t), ref Unsafe.Add(ref ps, i), count);
                }
            }
        }
    }
}
