using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>The position, row-major, of the first NaN or of the first of the largest elements.</summary>
        /// <exception cref="ArgumentException">There are no elements.</exception>
        public int ArgMax() => Reduce.ArgMax(x.Values);

        /// <summary>The index along an axis of the first NaN or of the first of the largest elements, for each slice.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">The axis has size 0, and the result elements.</exception>
        public int[] ArgMax(Index axis)
        {
            var indices = new int[x.Shape.Along(axis).Slices];
            x.ArgMax(axis, indices);
            return indices;
        }

        /// <summary>The same, without allocating.</summary>
        /// <param name="axis">The axis; <c>^1</c> is the last.</param>
        /// <param name="indices">Receives an index for each slice.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
        /// <exception cref="ArgumentException">
        /// The axis has size 0, and the result elements; or <paramref name="indices"/> has another length than the result.
        /// </exception>
        public void ArgMax(Index axis, Span<int> indices) => ReduceAxis.ArgMax(x.Values, x.Shape.Along(axis), indices);
    }
}
