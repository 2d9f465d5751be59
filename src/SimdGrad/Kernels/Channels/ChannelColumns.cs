using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The values of a formula where each channel is a column: the inner size is 1.</summary>
/// <typeparam name="TFormula">The formula.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ChannelColumns<TFormula, T>(ChannelOperands<T> operands) : IColumnTerm<T>
    where TFormula : struct, IChannelFormula
    where T : unmanaged
{
    private readonly T* _a = operands.A, _b = operands.B, _p = operands.P, _q = operands.Q, _r = operands.R, _s = operands.S;
    private readonly nint _columns = operands.Layout.Length;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint row, nint column) where V : struct, IVec<V, T>
    {
        nint i = row * _columns + column;
        return TFormula.Of(
            V.Load(ref _a[i]), TFormula.ReadsSecond ? V.Load(ref _b[i]) : V.Zero,
            TFormula.Numbers > 0 ? V.Load(ref _p[column]) : V.Zero, TFormula.Numbers > 1 ? V.Load(ref _q[column]) : V.Zero,
            TFormula.Numbers > 2 ? V.Load(ref _r[column]) : V.Zero, TFormula.Numbers > 3 ? V.Load(ref _s[column]) : V.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint row, nint column, int count) where V : struct, IVec<V, T>
    {
        nint i = row * _columns + column;
        return TFormula.Of(
            V.LoadPartial(ref _a[i], count), TFormula.ReadsSecond ? V.LoadPartial(ref _b[i], count) : V.Zero,
            TFormula.Numbers > 0 ? V.LoadPartial(ref _p[column], count) : V.Zero,
            TFormula.Numbers > 1 ? V.LoadPartial(ref _q[column], count) : V.Zero,
            TFormula.Numbers > 2 ? V.LoadPartial(ref _r[column], count) : V.Zero,
            TFormula.Numbers > 3 ? V.LoadPartial(ref _s[column], count) : V.Zero);
    }
}
