using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>
        /// Dropout: y = x * mask with a mask that is 0 with probability p, and otherwise 1 / (1 - p), so that the expectation
        /// of y is x. Each element of the mask is a function of seed, draw and position alone.
        /// </summary>
        /// <param name="p">The probability that an element is dropped, from 0 to 1.</param>
        /// <param name="seed">What the mask is a function of.</param>
        /// <param name="draw">Tells apart the masks of one seed.</param>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [0, 1].</exception>
        /// <exception cref="ObjectDisposedException">The tape was reset since.</exception>
        /// <remarks>
        /// N. Srivastava et al., "Dropout", 2014. An element that is dropped is a product with 0: NaN if it is infinite or NaN.
        /// </remarks>
        public Tensor<T> Dropout(double p, ulong seed, ulong draw)
        {
            x.Tape.ForbidReplay("the mask of a dropout, which is another in each step");
            var shape = x.Shape;
            var mask = x.Tape.Allocate(shape.Length);
            DropoutMask.Fill(seed, draw, p, mask.Span);
            return x.Apply<Multiply>(x.Tape.Constant(shape, mask));
        }
    }
}
