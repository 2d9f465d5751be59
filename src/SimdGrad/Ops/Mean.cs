using System.Numerics;
using SimdGrad.Kernels;

namespace SimdGrad;

/// <summary>Mean of all n elements: y = sum_i x[i] / n; dx[i] = dy / n.</summary>
public readonly struct Mean : IOperation
{
    /// <inheritdoc/>
    public void Backward<T>(in BackwardContext<T> context) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!context.NeedsGradient(0))
            return;
        T share = context.OutputGradient[0] / T.CreateTruncating(context.InputShape(0).Length);
        Fill.Run(share, context.InputGradient(0, out bool accumulate), accumulate);
    }
}

public static partial class TensorExtensions
{
    extension<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        /// <summary>Mean of all n elements, a scalar: y = sum_i x[i] / n; NaN if there are none.</summary>
        public Tensor<T> Mean()
        {
            T mean = Reduce.Sum(x.Values) / T.CreateTruncating(x.Shape.Length);
            var y = x.Tape.Allocate(1);
            y.Span[0] = mean;
            return x.Tape.Record<Mean>([], y, default, x);
        }
    }
}
