namespace SimdGrad.Kernels;

/// <summary>
/// One or two tensors of shape (outer, channels, inner) and numbers of each channel: what an <see cref="IChannelFormula"/> reads.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
internal unsafe struct ChannelOperands<T> where T : unmanaged
{
    /// <summary>How the elements of the tensors lie; the axis is that of the channels.</summary>
    public AxisLayout Layout;

    /// <summary>The tensors; the second is null if the formula does not read it.</summary>
    public T* A, B;

    /// <summary>The numbers, one for each channel; null where the formula does not read them.</summary>
    public T* P, Q, R, S;
}
