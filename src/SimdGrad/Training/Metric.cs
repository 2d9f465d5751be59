using System.Numerics;

namespace SimdGrad.Training;

/// <summary>
/// A measure of predictions with its name, which <see cref="Trainer"/> takes of the validation data after each epoch.
/// </summary>
/// <param name="Name">The name, by which reports and <see cref="EarlyStopping"/> refer to it.</param>
/// <param name="Compute">Computes it.</param>
/// <param name="HigherIsBetter">Whether more is better.</param>
/// <typeparam name="T">float or double.</typeparam>
public sealed record Metric<T>(string Name, MetricFunction<T> Compute, bool HigherIsBetter = true)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The part of the rows whose label has the highest score.</summary>
    public static Metric<T> Accuracy { get; } = TopK(1) with { Name = "accuracy" };

    /// <summary>The mean of the F1 scores of the classes.</summary>
    public static Metric<T> MacroF1 { get; } =
        new("macro F1", (predictions, data) => ConfusionMatrix.Of(predictions, data.Labels).MacroF1);

    /// <summary>The part of the rows whose one target is 1 where the logit is positive, and 0 elsewhere.</summary>
    public static Metric<T> BinaryAccuracy { get; } =
        new("accuracy", (predictions, data) => ConfusionMatrix.OfBinary(predictions, data.Targets).Accuracy);

    /// <summary>The F1 score of the rows whose one target is 1.</summary>
    public static Metric<T> F1 { get; } =
        new("F1", (predictions, data) => ConfusionMatrix.OfBinary(predictions, data.Targets).F1(1));

    /// <summary>The area under the receiver operating characteristic, of one target that is 0 or 1.</summary>
    public static Metric<T> RocAuc { get; } = new("ROC AUC", (predictions, data) => Metrics.RocAuc(predictions, data.Targets));

    /// <summary>The mean absolute error.</summary>
    public static Metric<T> MeanAbsoluteError { get; } = new(
        "MAE", (predictions, data) => Metrics.MeanAbsoluteError(predictions, data.Targets), HigherIsBetter: false);

    /// <summary>The root of the mean squared error.</summary>
    public static Metric<T> RootMeanSquaredError { get; } = new(
        "RMSE", (predictions, data) => Metrics.RootMeanSquaredError(predictions, data.Targets), HigherIsBetter: false);

    /// <summary>The coefficient of determination.</summary>
    public static Metric<T> RSquared { get; } = new("R^2", (predictions, data) => Metrics.RSquared(predictions, data.Targets));

    /// <summary>The part of the rows whose label is among the k highest scores.</summary>
    /// <param name="k">How many scores, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is less than 1.</exception>
    public static Metric<T> TopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return new($"top {k}", (predictions, data) => Metrics.TopKAccuracy(predictions, data.Labels, k));
    }
}
