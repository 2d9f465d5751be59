using System.Numerics;
using SimdGrad.Data;

namespace SimdGrad.Training;

/// <summary>A measure of predictions.</summary>
/// <param name="predictions">What the model makes of each row, row after row, in the order of the data.</param>
/// <param name="data">The data, with labels or targets.</param>
/// <typeparam name="T">float or double.</typeparam>
public delegate double MetricFunction<T>(ReadOnlySpan<T> predictions, Dataset<T> data)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
