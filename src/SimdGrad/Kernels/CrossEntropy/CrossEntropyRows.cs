using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Softmax cross-entropy row by row.</summary>
internal static unsafe class CrossEntropyRows
{
    /// <summary>Computes some rows, given scratch memory for two numbers a chunk of a row.</summary>
    public static void Run<V, T>(in CrossEntropyProblem<T> problem, int start, int end, T* scratch)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int r = start; r < end; r++)
        {
            if (!problem.IsIgnored(r))
            {
                Row<V, T>(in problem, r, scratch);
                continue;
            }
            problem.Losses[r] = T.Zero;
            if (problem.Gradient != null)
                new Span<T>(problem.Gradient + (nint)r * problem.Columns, problem.Columns).Clear();
        }
    }

    /// <summary>
    /// Makes exponentials e of a row's chunk its gradient, e[j] = factor * e[j] - scale * v[j], but for the row's class.
    /// </summary>
    public static void Differentiate<V, T>(in CrossEntropyProblem<T> problem, T* e, int n, T factor, DenseTargets<T> targets)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (problem.IsDense)
            Difference<V, T>(e, n, factor, targets, problem.GradientScale);
        else
            Axpy.Run<V, T>(factor, new(e, n), new(e, n), accumulate: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Row<V, T>(in CrossEntropyProblem<T> problem, int r, T* maxima)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = problem.Columns, chunks = SoftmaxChunk.Count(columns);
        bool hasClass = problem.Classes != null;
        int label = hasClass ? problem.Classes[r] : 0;
        nint first = (nint)r * columns;
        T* x = problem.Logits + first, e = problem.Gradient == null ? null : problem.Gradient + first, sums = maxima + chunks;
        var row = new CrossEntropyRow<T>(problem.ShareOf(r)) { Target = x[label] };
        for (int i = 0; i < chunks; i++)
        {
            int begin = i * SoftmaxChunk.Length, n = Math.Min(SoftmaxChunk.Length, columns - begin);
            T max = maxima[i] = SoftmaxChunk.Max<V, T>(x + begin, n);
            if (problem.IsDense)
                row.AddDense<V>(x + begin, n, max, problem.Dense.From(first + begin, begin));
            sums[i] = SoftmaxChunk.Exp<V, T>(x + begin, SoftmaxChunk.Shift(max), e == null ? null : e + begin, n);
        }
        T top = SoftmaxChunk.Join<V, T>(maxima, sums, chunks, maxima, out T sum);
        problem.Losses[r] = row.Loss<V>(top, sum, problem.IsDense, hasClass);
        if (e == null)
            return;
        T factor = problem.GradientScale * row.Total / sum;
        for (int i = 0; i < chunks; i++)
        {
            int begin = i * SoftmaxChunk.Length, n = Math.Min(SoftmaxChunk.Length, columns - begin);
            Differentiate<V, T>(in problem, e + begin, n, factor * maxima[i], problem.Dense.From(first + begin, begin));
        }
        if (hasClass)
            e[label] -= problem.GradientScale * row.Share;
    }

    // Lanes are independent, so the tail is the same formula on a partial vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Difference<V, T>(T* e, int n, T factor, DenseTargets<T> targets, T scale)
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        V f = V.Splat(factor), s = V.Splat(scale);
        int i = 0;
        for (; i <= n - V.Count; i += V.Count)
            V.Store(V.Fma(V.Load(ref e[i]), f, -(s * targets.At<V>(i))), ref e[i]);
        if (i < n)
            V.StorePartial(
                V.Fma(V.LoadPartial(ref e[i], n - i), f, -(s * targets.AtPartial<V>(i, n - i))), ref e[i], n - i);
    }
}
