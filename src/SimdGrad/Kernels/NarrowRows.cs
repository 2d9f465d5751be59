using System.Numerics;
using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// Short rows, a vector of rows at a time: each lane holds a row, and each vector a column. A row of its own would wait for
/// each of its maximum, its sum and their use in turn, and leave lanes of its last vector idle.
/// </summary>
/// <remarks>
/// Each row goes through the operations of <see cref="Rows"/>, in the order of <see cref="Fold"/>, hence to its bits.
/// </remarks>
internal static unsafe class NarrowRows
{
    /// <summary>
    /// Whether so many rows are better computed here: those of up to one block of virtual lanes in a fold, which leave most of a
    /// vector idle, and of up to all its lanes if there are enough of them to fill vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Suit<V, T>(int rows, int columns) where V : struct, IVec<V, T> where T : unmanaged =>
        columns <= Fold.BlockBytes / sizeof(T) || (columns <= Fold.LaneBytes / sizeof(T) && rows >= V.Count);

    /// <summary>
    /// Softmax, or log-softmax, of each row: <typeparamref name="TFormula"/> of exp(x - max x) and the inverse of its sum, or of
    /// x, its maximum and the logarithm of the sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static void Softmax<TFormula, V, T>(T* x, int rows, int columns, T* y)
        where TFormula : struct, IRowFormula
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* packed = stackalloc T[columns * V.Count];
        T* exponentials = stackalloc T[columns * V.Count];
        T* joined = stackalloc T[columns * V.Count];
        for (; rows > 0; rows -= V.Count)
        {
            int count = Math.Min(rows, V.Count);
            RowColumns.Split<V, T>(x, count, columns, packed);
            V max = Join<MaxCombine, V, T>(packed, columns, joined);
            for (int c = 0; c < columns; c++)
                V.Store(VecMath.ExpOfNonPositive(V.Load(ref packed[c * V.Count]) - max), ref exponentials[c * V.Count]);
            V sum = Join<AddCombine, V, T>(exponentials, columns, joined);
            bool isLog = typeof(TFormula) == typeof(LogSoftmaxFormula);
            V q = isLog ? VecMath.Log(sum) : V.One / sum;
            for (int c = 0; c < columns; c++)
            {
                V a = V.Load(ref (isLog ? packed : exponentials)[c * V.Count]);
                V.Store(TFormula.Of(a, V.Zero, max, q), ref packed[c * V.Count]);
            }
            RowColumns.Join<V, T>(packed, count, columns, y);
            x += (nint)count * columns;
            y += (nint)count * columns;
        }
    }

    /// <summary>
    /// dx = <typeparamref name="TGradient"/> of y, dy and the sum of <typeparamref name="TTerm"/> over the row, or that added.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    public static void Backward<TTerm, TGradient, V, T>(T* y, T* dy, int rows, int columns, T* dx, bool accumulate)
        where TTerm : struct, IRowFormula
        where TGradient : struct, IRowFormula
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* a = stackalloc T[columns * V.Count];
        T* b = stackalloc T[columns * V.Count];
        T* terms = stackalloc T[columns * V.Count];
        for (; rows > 0; rows -= V.Count)
        {
            int count = Math.Min(rows, V.Count), elements = count * columns;
            RowColumns.Split<V, T>(y, count, columns, a);
            RowColumns.Split<V, T>(dy, count, columns, b);
            for (int i = 0; i < columns * V.Count; i += V.Count)
                V.Store(
                    V.Zero + TTerm.Of(V.Load(ref a[i]), V.Load(ref b[i]), V.Zero, V.Zero), ref terms[i]);
            V sum = Join<AddCombine, V, T>(terms, columns, terms);
            for (int i = 0; i < columns * V.Count; i += V.Count)
                V.Store(TGradient.Of(V.Load(ref a[i]), V.Load(ref b[i]), sum, V.Zero), ref a[i]);
            if (accumulate)
            {
                RowColumns.Split<V, T>(dx, count, columns, b);
                for (int i = 0; i < columns * V.Count; i += V.Count)
                    V.Store(V.Load(ref b[i]) + V.Load(ref a[i]), ref a[i]);
            }
            RowColumns.Join<V, T>(a, count, columns, dx);
            y += elements;
            dy += elements;
            dx += elements;
        }
    }

    /// <summary>As <see cref="AxisReduction.Run"/> for rows; no pivots are written if the pointer is null.</summary>
    [SkipLocalsInit]
    public static void Reduce<TPivotCombine, TPivot, TCombine, TReduction, V, T>(
        T* x, int rows, int columns, T divisor, T* y, T* pivots)
        where TPivotCombine : struct, ICombine
        where TPivot : struct, IReduction
        where TCombine : struct, ICombine
        where TReduction : struct, IReduction
        where V : struct, IVec<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* packed = stackalloc T[columns * V.Count];
        T* terms = stackalloc T[columns * V.Count];
        for (; rows > 0; rows -= V.Count)
        {
            int count = Math.Min(rows, V.Count);
            RowColumns.Split<V, T>(x, count, columns, packed);
            V pivot = V.Zero;
            if (typeof(TPivot) != typeof(NoPivot))
                pivot = Finish<TPivotCombine, TPivot, V, T>(
                    packed, columns, V.Zero, V.Splat(T.CreateTruncating(columns)), terms);
            V.StorePartial(
                Finish<TCombine, TReduction, V, T>(packed, columns, pivot, V.Splat(divisor), terms), ref *y, count);
            if (pivots != null)
            {
                V.StorePartial(pivot, ref *pivots, count);
                pivots += count;
            }
            x += (nint)count * columns;
            y += count;
        }
    }

    // The terms are joined to the identity first, as Fold does: -0 becomes 0 in a sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static V Finish<TCombine, TReduction, V, T>(T* x, int columns, V pivot, V divisor, T* terms)
        where TCombine : struct, ICombine
        where TReduction : struct, IReduction
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int c = 0; c < columns; c++)
            V.Store(
                TCombine.Of(V.Of(TCombine.Identity), TReduction.Term(V.Load(ref x[c * V.Count]), pivot)),
                ref terms[c * V.Count]);
        return TReduction.Finish(Join<TCombine, V, T>(terms, columns, terms), pivot, divisor);
    }

    /// <summary>The fold of each lane over the columns, in the memory of <paramref name="joined"/>.</summary>
    /// <remarks>
    /// The upper half is joined to the lower until one is left. Where a row has no element to join, Fold joins the identity,
    /// which changes nothing.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Join<TCombine, V, T>(T* x, int columns, T* joined)
        where TCombine : struct, ICombine
        where V : struct, IVec<V, T>
        where T : unmanaged
    {
        for (int width = (int)BitOperations.RoundUpToPowerOf2((uint)columns) / 2, n = columns; width > 0; width /= 2, x = joined)
        {
            for (int c = 0; c < Math.Min(width, n); c++)
            {
                V y = V.Load(ref x[c * V.Count]);
                if (c + width < n)
                    y = TCombine.Of(y, V.Load(ref x[(c + width) * V.Count]));
                V.Store(y, ref joined[c * V.Count]);
            }
            n = Math.Min(width, n);
        }
        return V.Load(ref *x);
    }
}
