using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>dy df/dx for an operand x that is the same row again and again.</summary>
/// <typeparam name="TOp">The function.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct BroadcastColumnTerm<TOp, T>(
    T* x, T* other, nint otherRow, bool each, T* dy, nint gradientRow, TOp op) : IColumnTerm<T>
    where TOp : unmanaged, IBinaryOp
    where T : unmanaged
{
    private readonly T* _x = x, _other = other, _dy = dy;
    private readonly nint _otherRow = otherRow, _gradientRow = gradientRow;

    // Whether the other operand has an element for each column, or one for the row.
    private readonly bool _each = each;
    private readonly TOp _op = op;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint row, nint column) where V : struct, IVec<V, T>
    {
        T* other = _other + row * _otherRow;
        return _op.Backward(
            V.Load(ref _x[column]), _each ? V.Load(ref other[column]) : V.Splat(*other),
            V.Load(ref _dy[row * _gradientRow + column])).Da;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint row, nint column, int count) where V : struct, IVec<V, T>
    {
        T* other = _other + row * _otherRow;
        return _op.Backward(
            V.LoadPartial(ref _x[column], count), _each ? V.LoadPartial(ref other[column], count) : V.Splat(*other),
            V.LoadPartial(ref _dy[row * _gradientRow + column], count)).Da;
    }
}
