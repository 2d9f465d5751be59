using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>Softmax cross-entropy of short rows: each lane holds a row, each vector a column.</summary>
internal static unsafe class NarrowCrossEntropy
{
    /// <summary>Computes all rows, in the operations of <see cref="CrossEntropyRows"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static void Run<V, T>(in CrossEntropyProblem<T> problem)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = problem.Columns;
        T* x = stackalloc T[columns * V.Count];
        T* joined = stackalloc T[columns * V.Count];
        T* dense = stackalloc T[problem.IsDense ? columns * V.Count : 0];
        T* target = stackalloc T[V.Count];
        T* share = stackalloc T[V.Count];
        for (int start = 0; start < problem.Rows; start += V.Count)
        {
            int count = Math.Min(problem.Rows - start, V.Count);
            nint first = (nint)start * columns;
            T* logits = problem.Logits + first;
            RowColumns.Split<V, T>(logits, count, columns, x);
            Labels<V, T>(in problem, start, count, target, share);
            V max = NarrowRows.Join<NumberMaxCombine, V, T>(x, columns, joined);
            V total = V.Load(ref *share), gaps = V.Zero;
            if (problem.IsDense)
            {
                gaps = Dense<V, T>(in problem, first, count, x, max, dense, joined);
                total += NarrowRows.Join<AddCombine, V, T>(dense, columns, joined);
            }
            for (int c = 0; c < columns; c++)
                V.Store(VecMath.ExpOfNonPositive(V.Load(ref x[c * V.Count]) - max), ref x[c * V.Count]);
            V sum = NarrowRows.Join<AddCombine, V, T>(x, columns, joined);
            V log = VecMath.Log(sum), gap = max - V.Load(ref *target);
            V loss = problem.IsDense
                ? total * log + (problem.Classes == null ? V.Zero : V.Load(ref *share) * gap) + gaps
                : V.Load(ref *share) * (log + gap);
            V.StorePartial(loss, ref problem.Losses[start], count);
            if (problem.Gradient != null)
            {
                V scale = V.Splat(problem.GradientScale), factor = scale * total / sum;
                for (int c = 0; c < columns * V.Count; c += V.Count)
                    V.Store(
                        problem.IsDense
                            ? V.Fma(V.Load(ref x[c]), factor, -(scale * V.Load(ref dense[c])))
                            : factor * V.Load(ref x[c]),
                        ref x[c]);
                RowColumns.Join<V, T>(x, count, columns, problem.Gradient + first);
            }
            if (problem.Classes != null)
                Finish(in problem, start, count, share);
        }
    }

    // The target logit and share of each row; zeros for rows that are ignored, whatever for those that are not there.
    private static void Labels<V, T>(in CrossEntropyProblem<T> problem, int start, int count, T* target, T* share)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V.Store(V.Zero, ref *target);
        if (problem.Classes == null)
        {
            V.Store(V.Zero, ref *share);
            return;
        }
        // Mostly the shares are equal: then nothing is stored piece by piece, for which a load of the whole would have to wait.
        V.Store(V.Splat(problem.ClassShare), ref *share);
        T* row = problem.Logits + (nint)start * problem.Columns;
        for (int r = 0; r < count; r++, row += problem.Columns)
        {
            if (problem.IsIgnored(start + r))
            {
                share[r] = T.Zero;
                continue;
            }
            target[r] = row[problem.Classes[start + r]];
            if (problem.ClassWeights != null)
                share[r] = problem.ShareOf(start + r);
        }
    }

    // The dense targets, column by column, and the sum of their products with the gaps of the logits.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Dense<V, T>(in CrossEntropyProblem<T> problem, nint first, int count, T* x, V max, T* dense, T* products)
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = problem.Columns;
        if (problem.Dense.Targets != null)
            RowColumns.Split<V, T>(problem.Dense.Targets + first, count, columns, dense);
        // Gaps of a row of -infinity alone: NaN either way.
        for (int c = 0; c < columns; c++)
        {
            V v = problem.Dense.OfColumn(V.Load(ref dense[c * V.Count]), c);
            V.Store(v, ref dense[c * V.Count]);
            V.Store(DenseGapTerm<T>.Of(v, max - V.Load(ref x[c * V.Count])), ref products[c * V.Count]);
        }
        return NarrowRows.Join<AddCombine, V, T>(products, columns, products);
    }

    // Subtracts the classes from the gradient, and makes rows that are ignored count nowhere.
    private static void Finish<T>(in CrossEntropyProblem<T> problem, int start, int count, T* share)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int r = 0; r < count; r++)
        {
            T* gradient = problem.Gradient + (nint)(start + r) * problem.Columns;
            if (problem.IsIgnored(start + r))
            {
                problem.Losses[start + r] = T.Zero;
                if (problem.Gradient != null)
                    new Span<T>(gradient, problem.Columns).Clear();
            }
            else if (problem.Gradient != null)
            {
                gradient[problem.Classes[start + r]] -= problem.GradientScale * share[r];
            }
        }
    }
}
