using System.Numerics;

namespace SimdGrad;

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// A number where a mask is not 0, and x elsewhere. There the gradient is that of y, and 0 under the mask.
        /// </summary>
        /// <param name="mask">
        /// The mask, as comparisons make it, of a shape that broadcasts with that of x; it gets no gradient.
        /// </param>
        /// <param name="value">The number.</param>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or the tapes differ.</exception>
        public Tensor<T> MaskedFill(Tensor<T> mask, double value) => x.Apply(mask, new Mask(value, where: true));
    }
}
