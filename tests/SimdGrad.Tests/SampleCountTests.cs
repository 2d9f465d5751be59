using Xunit;

namespace SimdGrad.Tests;

/// <summary>What is left of the samples where the processor is slow.</summary>
public class SampleCountTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(100000)]
    public void Thinned_samples_are_enough_and_whole_vectors(int thinning)
    {
        foreach (int count in (int[])[64, 768, 1 << 20])
        {
            int thinned = SampleCount.Of(count, thinning);
            Assert.Equal(0, thinned % 64);
            Assert.InRange(thinned, 64, Math.Max(64, count / thinning));
        }
        Assert.Equal(3, SampleCount.Of(3, thinning));
        Assert.Equal(Math.Max(5, 100 / thinning), SampleCount.Of(100, thinning));
    }
}
