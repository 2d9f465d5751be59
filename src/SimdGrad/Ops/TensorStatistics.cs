using System.Numerics;

namespace SimdGrad;

/// <summary>Statistics of channels that stand in tensors; default where there are no channels.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct TensorStatistics<T>(Tensor<T> means, Tensor<T> variances) : IStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ReadOnlySpan<T> Means => means.IsDefault ? default : means.Values;

    public ReadOnlySpan<T> Variances => variances.IsDefault ? default : variances.Values;
}
