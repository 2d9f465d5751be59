using System.Runtime.CompilerServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>The values of a formula along one slice of a channel, whose elements lie side by side.</summary>
/// <typeparam name="TFormula">The formula.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct ChannelTerm<TFormula, T> : ITerm<T>
    where TFormula : struct, IChannelFormula
    where T : unmanaged
{
    private readonly T* _a, _b;
    private readonly T _p, _q, _r, _s;

    /// <summary>The term of slice <paramref name="slice"/>, which counts channels within the outer axes.</summary>
    public ChannelTerm(in ChannelOperands<T> operands, int slice)
    {
        int channel = slice % operands.Layout.Length;
        nint start = (nint)slice * operands.Layout.Inner;
        _a = operands.A + start;
        _b = TFormula.ReadsSecond ? operands.B + start : null;
        _p = TFormula.Numbers > 0 ? operands.P[channel] : default;
        _q = TFormula.Numbers > 1 ? operands.Q[channel] : default;
        _r = TFormula.Numbers > 2 ? operands.R[channel] : default;
        _s = TFormula.Numbers > 3 ? operands.S[channel] : default;
    }

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T> => TFormula.Of(
        V.Load(ref _a[i]), TFormula.ReadsSecond ? V.Load(ref _b[i]) : V.Zero,
        V.Splat(_p), V.Splat(_q), V.Splat(_r), V.Splat(_s));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T> => TFormula.Of(
        V.LoadPartial(ref _a[i], count), TFormula.ReadsSecond ? V.LoadPartial(ref _b[i], count) : V.Zero,
        V.Splat(_p), V.Splat(_q), V.Splat(_r), V.Splat(_s));
}
