using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>
/// As <see cref="LossTerm{TLoss, T}"/>, each loss and its gradient times a weight, each loss also written. Empty weights stand
/// for ones; no losses are written where there is no room.
/// </summary>
/// <typeparam name="TLoss">The loss.</typeparam>
/// <typeparam name="T">The element type.</typeparam>
internal readonly ref struct WeightedLossTerm<TLoss, T>(
    TLoss loss, ReadOnlySpan<T> predictions, ReadOnlySpan<T> targets, ReadOnlySpan<T> weights, T scale, Span<T> losses,
    Span<T> gradient) : ITerm<T>
    where TLoss : struct, ILoss
    where T : unmanaged
{
    private readonly TLoss _loss = loss;
    private readonly ReadOnlySpan<T> _predictions = predictions, _targets = targets, _weights = weights;
    private readonly T _scale = scale;
    private readonly Span<T> _losses = losses, _gradient = gradient;

    public static bool IsCheap => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public V At<V>(nint i) where V : struct, IVec<V, T>
    {
        var (loss, g) = _loss.Evaluate(
            V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_predictions), i)),
            V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_targets), i)));
        if (!_weights.IsEmpty)
        {
            V weight = V.Load(ref Unsafe.Add(ref MemoryMarshal.GetReference(_weights), i));
            loss *= weight;
            g *= weight;
        }
        if (!_losses.IsEmpty)
            V.Store(loss, ref Unsafe.Add(ref MemoryMarshal.GetReference(_losses), i));
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
        if (!_weights.IsEmpty)
        {
            V weight = V.LoadPartial(ref Unsafe.Add(ref MemoryMarshal.GetReference(_weights), i), count);
            loss *= weight;
            g *= weight;
        }
        if (!_losses.IsEmpty)
            V.StorePartial(loss, ref Unsafe.Add(ref MemoryMarshal.GetReference(_losses), i), count);
        if (!_gradient.IsEmpty)
            V.StorePartial(g * V.Splat(_scale), ref Unsafe.Add(ref MemoryMarshal.GetReference(_gradient), i), count);
        return loss;
    }
}
