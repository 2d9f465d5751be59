using SimdGrad.Simd;
using SimdGrad.Training;
using Xunit;

namespace SimdGrad.Tests.Training;

/// <summary>Metrics against the definitions, counted one by one.</summary>
public sealed class MetricsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Top_k_is_the_part_of_rows_whose_label_is_among_the_first_k_of_the_sorted_scores(int k)
    {
        const int rows = 200, classes = 5;
        var (scores, labels) = Sample(rows, classes);
        int right = 0;
        for (int row = 0; row < rows; row++)
        {
            var sorted = Enumerable.Range(0, classes).OrderByDescending(c => scores[row * classes + c]).ThenBy(c => c);
            right += sorted.Take(k).Contains(labels[row]) ? 1 : 0;
        }
        Assert.Equal((double)right / rows, Metrics.TopKAccuracy<float>(scores, labels, k));
        Assert.True(k == classes || right < rows);
    }

    [Fact]
    public void A_score_that_is_nan_is_above_all_and_never_right()
    {
        Assert.Equal(0, Metrics.TopKAccuracy<float>([float.NaN, 1, 2], [0]));
        Assert.Equal(0, Metrics.TopKAccuracy<float>([float.NaN, 1, 2], [2]));
        Assert.Equal(1, Metrics.TopKAccuracy<float>([float.NaN, 1, 2], [2], 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public void Roc_auc_is_the_part_of_pairs_in_the_right_order_ties_counting_half(int levels)
    {
        var random = new CounterRandom(9);
        for (int n = 2; n < 60; n++)
        {
            double[] targets = [.. Enumerable.Range(0, n).Select(i => (double)random.Below(2, (ulong)(n * 100 + i)))];
            double[] scores = [.. Enumerable.Range(0, n).Select(i => (double)random.Below(levels, (ulong)(n * 100 + i) + 7777))];
            double wins = 0, pairs = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    if (targets[i] == 1 && targets[j] == 0)
                    {
                        pairs++;
                        wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    }
                }
            }
            Assert.Equal(wins / pairs, Metrics.RocAuc<double>(scores, targets), 1e-15);
        }
    }

    [Fact]
    public void Roc_auc_without_an_answer_is_nan()
    {
        Assert.Equal(double.NaN, Metrics.RocAuc<float>([1, 2], [1, 1]));
        Assert.Equal(double.NaN, Metrics.RocAuc<float>([1, 2], [0, 0]));
        Assert.Equal(double.NaN, Metrics.RocAuc<float>([1, float.NaN, 3], [0, 1, 1]));
        var e = Assert.Throws<ArgumentException>(() => Metrics.RocAuc<float>([1, 2], [0, 0.5f]));
        Assert.Contains("row 1 is 0.5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_regression_are_those_of_the_definitions()
    {
        var random = new CounterRandom(3);
        double[] p = [.. Enumerable.Range(0, 100).Select(i => random.Normal((ulong)i))];
        double[] t = [.. Enumerable.Range(0, 100).Select(i => random.Normal((ulong)i + 500) + 1e3)];
        double error = p.Zip(t, (a, b) => (a - b) * (a - b)).Sum(), mean = t.Average();
        Assert.Equal(p.Zip(t, (a, b) => Math.Abs(a - b)).Average(), Metrics.MeanAbsoluteError<double>(p, t), 1e-9);
        Assert.Equal(Math.Sqrt(error / 100), Metrics.RootMeanSquaredError<double>(p, t), 1e-9);
        Assert.Equal(1 - error / t.Sum(x => (x - mean) * (x - mean)), Metrics.RSquared<double>(p, t), error * 1e-14);
        // The example of scikit-learn's documentation.
        Assert.Equal(0.948608137, Metrics.RSquared<double>([2.5, 0.0, 2, 8], [3, -0.5, 2, 7]), 5e-10);
        Assert.Equal(1, Metrics.RSquared<float>([0.1f, 0.1f, 0.1f], [0.1f, 0.1f, 0.1f]));
        Assert.Equal(0, Metrics.RSquared<float>([0.1f, 0.1f, 0.2f], [0.1f, 0.1f, 0.1f]));
        Assert.Throws<ArgumentException>(() => Metrics.RSquared<float>([], []));
        Assert.Throws<ArgumentException>(() => Metrics.MeanAbsoluteError<float>([1], [1, 2]));
    }

    [Fact]
    public void A_confusion_matrix_counts_rows_one_by_one()
    {
        const int rows = 150, classes = 4;
        var (scores, labels) = Sample(rows, classes);
        // Class 3 never occurs, neither as label nor as prediction, and does not enter the means.
        for (int row = 0; row < rows; row++)
        {
            scores[row * classes + 3] = -100;
            labels[row] %= 3;
        }
        var matrix = ConfusionMatrix.Of<float>(scores, labels);
        int[] predicted = [.. Enumerable.Range(0, rows).Select(row =>
            Enumerable.Range(0, classes).MaxBy(c => scores[row * classes + c]))];
        Assert.Equal(rows, matrix.Total);
        Assert.Equal(Count(i => labels[i] == predicted[i]), matrix.Correct);
        Assert.Equal(Metrics.TopKAccuracy<float>(scores, labels), matrix.Accuracy);
        var precisions = new List<double>();
        var recalls = new List<double>();
        for (int c = 0; c < 3; c++)
        {
            double right = Count(i => labels[i] == c && predicted[i] == c);
            precisions.Add(right / Count(i => predicted[i] == c));
            recalls.Add(right / Count(i => labels[i] == c));
            Assert.Equal(precisions[c], matrix.Precision(c), 1e-15);
            Assert.Equal(recalls[c], matrix.Recall(c), 1e-15);
            Assert.Equal(2 * precisions[c] * recalls[c] / (precisions[c] + recalls[c]), matrix.F1(c), 1e-15);
            for (int other = 0; other < 3; other++)
                Assert.Equal(Count(i => labels[i] == c && predicted[i] == other), matrix[c, other]);
        }
        Assert.Equal(precisions.Average(), matrix.MacroPrecision, 1e-15);
        Assert.Equal(recalls.Average(), matrix.MacroRecall, 1e-15);
        Assert.Equal(Enumerable.Range(0, 3).Average(matrix.F1), matrix.MacroF1, 1e-15);
        Assert.Equal(0, matrix.Precision(3));

        int Count(Func<int, bool> which) => Enumerable.Range(0, rows).Count(which);
    }

    [Fact]
    public void Two_classes_are_told_apart_by_a_threshold()
    {
        var matrix = ConfusionMatrix.OfBinary<float>([2, -1, 0, 3, -2], [1, 1, 0, 0, 0]);
        Assert.Equal((2L, 1L, 1L, 1L), (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]));
        Assert.Equal("      2      1\n      1      1\n", matrix.ToString());
        Assert.Equal(0.5, matrix.Precision(1));
        Assert.Equal(0.5, ConfusionMatrix.OfBinary<float>([0.6f, 0.4f], [1, 1], 0.5).Recall(1));
    }

    [Fact]
    public void Labels_that_are_no_class_are_errors_that_name_the_row()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.TopKAccuracy<float>([1, 2, 3, 4], [1, 2]));
        Assert.Contains("row 1 is 2", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConfusionMatrix.Of<float>([1, 2, 3, 4], [-1, 0]));
        Assert.Throws<ArgumentException>(() => Metrics.TopKAccuracy<float>([1, 2, 3], [1, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.TopKAccuracy<float>([1, 2], [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(2).Add(0, 2));
    }

    [Fact]
    public void Class_weights_make_all_classes_weigh_the_same()
    {
        int[] labels = [0, 0, 0, 1, 2, 2];
        double[] weights = BalancedWeights.OfClasses<double>(labels, 3);
        Assert.Equal([6.0 / 9, 6.0 / 3, 6.0 / 6], weights);
        Assert.Equal(6, labels.Sum(label => weights[label]), 1e-12);
        Assert.Equal(1.5, BalancedWeights.OfPositives<double>([1, 0, 0, 1, 0]));
        Assert.Contains("Class 3", Assert.Throws<ArgumentException>(
            () => BalancedWeights.OfClasses<double>(labels, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => BalancedWeights.OfClasses<double>(labels, 2));
        Assert.Throws<ArgumentException>(() => BalancedWeights.OfPositives<double>([0, 0]));
    }

    // Scores of few levels, so that there are ties.
    private static (float[] Scores, int[] Labels) Sample(int rows, int classes)
    {
        var random = new CounterRandom(4);
        float[] scores = [.. Enumerable.Range(0, rows * classes).Select(i => (float)random.Below(7, (ulong)i))];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => random.Below(classes, (ulong)i + 100_000))];
        return (scores, labels);
    }
}
