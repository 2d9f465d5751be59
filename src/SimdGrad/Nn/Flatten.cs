using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>Makes neighboring axes one, in place: [batch, 2, 3] becomes [batch, 6].</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="first">The first of the axes; axis 1 if not given.</param>
/// <param name="last">The last of them; the last of the tensor if not given.</param>
public sealed class Flatten<T>(Index? first = null, Index? last = null) : Module<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) => input.Flatten(first ?? 1, last);
}
