namespace SimdGrad.Tests.Ops;

/// <summary>Attention element by element, in double.</summary>
internal static class NaiveAttention
{
    /// <summary>softmax(scale q k^T + mask) v.</summary>
    /// <param name="q">Queries, [..., l, e].</param>
    /// <param name="k">Keys, [..., s, e].</param>
    /// <param name="v">Values, [..., s, n].</param>
    /// <param name="scale">The factor of scores.</param>
    /// <param name="mask">What is added to the score at an index [..., l, s].</param>
    public static double[] Of(
        GradCheckInput q, GradCheckInput k, GradCheckInput v, double scale, Func<int[], double> mask)
    {
        int keys = k.Shape[^2], length = q.Shape[^1];
        return NaiveShapes.Of(new([.. q.Shape.AsSpan()[..^1], v.Shape[^1]]), index =>
        {
            int[] outer = index[..^2];
            var scores = new double[keys];
            for (int j = 0; j < keys; j++)
            {
                for (int p = 0; p < length; p++)
                    scores[j] += scale * q.At([.. outer, index[^2], p]) * k.At([.. outer, j, p]);
                scores[j] += mask([.. outer, index[^2], j]);
            }
            double max = scores.Max(), sum = scores.Sum(s => Math.Exp(s - max));
            return scores.Select((s, j) => Math.Exp(s - max) / sum * v.At([.. outer, j, index[^1]])).Sum();
        });
    }

    /// <summary>The mask of queries that see only the keys up to their own number.</summary>
    public static double Causal(int[] index) => index[^1] > index[^2] ? double.NegativeInfinity : 0;
}
