using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>Sum of all elements: y = sum_i x[i]; dx[i] = dy.</summary>
public readonly struct Sum : IOperation
{
    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (context.NeedsGradient(0))
            Fill.Run(context.OutputGradient[0], context.InputGradient(0, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Sum of all elements, a scalar: y = sum_i x[i]; 0 if there are none.</summary>
        public Tensor<T> Sum()
        {
            T sum = Reduce.Sum(x.Values);
            var y = x.Tape.Allocate(1);
            y.Span[0] = sum;
            return x.Tape.Record<Sum>([], y, default, x);
        }
    }
}
