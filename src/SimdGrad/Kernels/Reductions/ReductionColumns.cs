using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The terms of a reduction, for a fold down columns that have a pivot each.</summary>
/// <typeparam name="TReduction">The reduction.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ReductionColumns<TReduction, T>(T* x, nint rowLength, T* pivots) : IColumnTerm<T>
    where TReduction : struct, IReduction
    where T : unmanaged
{
    private readonly T* _x = x, _pivots = pivots;
    private readonly nint _rowLength = rowLength;

    public static bool IsCheap => TReduction.IsCheap;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint row, nint column) where V : struct, IVec<V, T> =>
        TReduction.Term(V.Load(ref _x[row * _rowLength + column]), Pivot<V>(column));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint row, nint column, int count) where V : struct, IVec<V, T> =>
        TReduction.Term(V.LoadPartial(ref _x[row * _rowLength + column], count), Pivot<V>(column));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Pivot<V>(nint column) where V : struct, IVec<V, T> => TReduction.HasPivot ? V.Load(ref _pivots[column]) : V.Zero;
}
