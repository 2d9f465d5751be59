using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// The losses of pairs of prediction and target; writes the scaled gradient on the way unless it is not wanted.
/// </summary>
/// <typeparam name="TLoss">The loss.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct LossTerm<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, T scale, Span<T> gradient) : ITerm<T>
    where TLoss : struct, ILoss
    where T : unmanaged
{
    private readonly TLoss _loss = loss;
    private readonly ReadOnlySpan<T> _predictions = predictions, _targets = targets;
    private readonly T _scale = scale;
    private readonly Span<T> _gradient = gradient;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T>
    {
        var (loss, g) = _loss.Evaluate(
            V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_predictions), i)),
            V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_targets), i)));
        if (!_gradient.IsEmpty)
            V.Store(g * V.Splat(_scale), ref Unsafe.Add(ref MemoryMarshal.GetReference(_gradient), i));
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V AtPartial<V>(nint i, int count) where V : struct, IVec<V, T>
    {
        var (loss, g) = _loss.Evaluate(
            V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_predictions), i), count),
            V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_targets), i), count));
        if (!_gradient.IsEmpty)
            V.StorePartial(g * V.Splat(_scale), ref Unsafe.Add(ref MemoryMarshal.GetReference(_gradient), i), count);
        return loss;
    }
}
