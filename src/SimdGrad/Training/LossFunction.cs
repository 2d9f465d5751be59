using System.Numerics;
using SimdGrad.Data;

namespace SimdGrad.Training;

/// <summary>
/// The mean loss of a batch: <c>(predictions, batch) => predictions.SoftmaxCrossEntropy(batch.Labels)</c>.
/// </summary>
/// <param name="predictions">What the model makes of the features of the batch.</param>
/// <param name="batch">The batch, with its labels or targets.</param>
/// <typeparam name="T">float or double.</typeparam>
public delegate Tensor<T> LossFunction<T>(Tensor<T> predictions, Batch<T> batch)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
