using System.Numerics;
using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>What is known of a row's cross-entropy, chunk by chunk.</summary>
/// <remarks>
/// With m the maximum of a row, s = sum_j exp(x[j] - m) and U = sum_j u[j], the loss is U log s + sum_j u[j] (m - x[j]), in which
/// no term is negative, unless a weight is.
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct CrossEntropyRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Of the dense targets so far: their sum, and their sum with the distances of the logits from the largest so far.
    private T _bound, _dense, _gaps;

    /// <summary>Begins a row.</summary>
    /// <param name="share">The target at the class of the row.</param>
    public CrossEntropyRow(T share)
    {
        Share = share;
        _bound = T.NegativeInfinity;
    }

    /// <summary>The target at the class of the row.</summary>
    public T Share { get; }

    /// <summary>The logit of the class of the row.</summary>
    public T Target { get; set; }

    /// <summary>The sum of all targets.</summary>
    public readonly T Total => Share + _dense;

    /// <summary>Takes in the dense targets of a chunk, whose logits have the given maximum.</summary>
    public void AddDense<V>(T* x, int n, T max, DenseTargets<T> targets) where V : struct, IVec<V, T>
    {
        T higher = NumberMaxCombine.OfScalars(_bound, max);
        if (_dense != T.Zero && higher > _bound)
            _gaps += _dense * (higher - _bound);
        _bound = higher;
        _dense += Fold.Run<AddCombine, DenseTerm<T>, V, T>(new(targets), 0, n);
        _gaps += Fold.Run<AddCombine, DenseGapTerm<T>, V, T>(new(x, SoftmaxChunk.Shift(higher), targets), 0, n);
    }

    /// <summary>The loss, given maximum and sum of the row.</summary>
    public readonly T Loss<V>(T max, T sum, bool isDense, bool hasClass) where V : struct, IVec<V, T>
    {
        T log = SoftmaxChunk.Log<V, T>(sum);
        return isDense ? Total * log + (hasClass ? Share * (max - Target) : T.Zero) + _gaps : Share * (log + (max - Target));
    }
}
