using SimdGrad.Simd;

namespace SimdGrad.Kernels;

/// <summary>A function of the elements of one or two tensors, and of up to four numbers that belong to their channel.</summary>
internal interface IChannelFormula
{
    /// <summary>Whether <see cref="Of{V}"/> reads b.</summary>
    static abstract bool ReadsSecond { get; }

    /// <summary>How many of the numbers it reads.</summary>
    static abstract int Numbers { get; }

    /// <summary>
    /// The value for an element a of the first tensor and b of the second; p to s are the numbers of the channel.
    /// </summary>
    static abstract V Of<V>(V a, V b, V p, V q, V r, V s) where V : struct, IVec<V>;
}
