using SimdGrad.Simd;
using SimdGrad.Tests.Kernels;
using Xunit;

namespace SimdGrad.Tests.Nn;

[Collection(nameof(Serial))]
public sealed class DeterminismTests
{
    /// <summary>
    /// Recorded once. Each machine, width and number of threads is compared with the same bits; the wide layer's products
    /// are large enough to be split over threads, and its size is no multiple of any vector.
    /// </summary>
    [Theory]
    [InlineData(128, 3, "0ADF6829F206D561")]
    [InlineData(1101, 1, "3D40216CE2A9A539")]
    public void Training_gives_the_same_bits_at_every_width_and_number_of_threads(int hidden, int epochs, string expected)
    {
        foreach (var width in OpTypes.Widths)
        {
            foreach (int threads in (int[])[1, 2, 4])
            {
                using var scope = Isa.Use(width);
                using var count = new ThreadCount(threads);
                using var run = new TrainingRun(hidden);
                string initial = run.Hash;
                for (int epoch = 0; epoch < epochs; epoch++)
                    run.Epoch();
                Assert.NotEqual(initial, run.Hash);
                Assert.Equal(expected, run.Hash);
            }
        }
    }

    [Fact]
    public void The_network_of_these_tests_learns()
    {
        using var run = new TrainingRun(128);
        run.Epoch();
        float first = run.Loss;
        for (int epoch = 0; epoch < 30; epoch++)
            run.Epoch();
        // Random labels, learned by heart as far as 248 steps go: guessing has log 10 = 2.3.
        Assert.InRange(first, 1.5f, 3);
        Assert.InRange(run.Loss, 0, 1);
    }
}
