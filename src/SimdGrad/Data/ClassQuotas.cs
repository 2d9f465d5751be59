namespace SimdGrad.Data;

/// <summary>How many rows of each class a stratified split gives to its first part.</summary>
internal static class ClassQuotas
{
    /// <summary>
    /// For each class fraction x its rows, rounded down, and one more for the classes with the largest remainders, of equal ones
    /// the lowest, until they make the total.
    /// </summary>
    public static Dictionary<int, int> Of(ReadOnlySpan<int> labels, double fraction, int total)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (int label in labels)
            counts[label] = counts.GetValueOrDefault(label) + 1;
        var quotas = counts.ToDictionary(pair => pair.Key, pair => (int)(fraction * pair.Value));
        var byRemainder = counts.OrderByDescending(pair => fraction * pair.Value - quotas[pair.Key]).Select(pair => pair.Key);
        foreach (int label in byRemainder.Take(total - quotas.Values.Sum()).ToList())
            quotas[label]++;
        return quotas;
    }
}
