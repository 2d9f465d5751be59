using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

[Collection(nameof(Serial))]
public sealed class CopiesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Copies_hold_what_they_are_of_and_touch_nothing_else(int threads)
    {
        using var scope = new ThreadCount(threads);
        foreach (int columns in (int[])[1, 7, 784, 3000])
        {
            // The second is so much that threads share it out.
            foreach (int count in (int[])[3, 150_000 / columns])
            {
                float[] table = Inputs.Moderate<float>(2 * count * columns, 1), sentinels = new float[count * columns + 5];
                int[] rows = [.. Enumerable.Range(0, count).Select(i => i * 7 % (2 * count))];
                float[] gathered = [.. sentinels], copied = [.. sentinels];
                Copies.Rows<float>(table, columns, rows, gathered);
                float[] expected = [.. rows.SelectMany(row => table.Skip(row * columns).Take(columns)), .. new float[5]];
                Assert.Equal(expected, gathered);
                Copies.Run<float>(gathered.AsSpan(0, count * columns), copied.AsSpan(0, count * columns));
                Assert.Equal(expected, copied);
            }
        }
        Copies.Rows<float>([], 3, [], []);
        Copies.Run<float>([], []);
    }
}
