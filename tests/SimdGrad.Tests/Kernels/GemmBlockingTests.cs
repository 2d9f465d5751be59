using SimdGrad.Kernels;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class GemmBlockingTests
{
    // A copy of A by tiles is read by tiles again, which come one at a time or all of a height at once.
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    public void Tiles_are_about_equally_high_however_they_are_taken(int vectorBytes)
    {
        int most = Isa.Registers(vectorBytes) == 32 ? 12 : 6;
        foreach (bool isWide in (bool[])[false, true])
        {
            foreach (int steps in (int[])[0, 1, 64, 65, 256])
            {
                for (int rows = 1; rows <= 300; rows++)
                {
                    int tiles = GemmBlocking.Tiles(vectorBytes, rows, isWide, steps);
                    Assert.InRange(tiles, (rows - 1) / most + 1, (rows - 1) / 6 + 1);
                    var heights = Heights(rows, tiles, 1);
                    Assert.Equal(rows, heights.Sum());
                    Assert.InRange(heights[0], heights[^1], Math.Min(most, heights[^1] + 1));
                    Assert.Equal(heights, heights.OrderDescending());
                    Assert.Equal(heights, Heights(rows, tiles, 4));
                    Assert.Equal(heights, Heights(rows, tiles, int.MaxValue));
                }
            }
        }
    }

    [Fact]
    public void Few_steps_of_eight_rows_or_several_eights_have_tiles_of_eight()
    {
        Assert.Equal(4, GemmBlocking.Tiles(64, 32, isWide: true, steps: 64));
        Assert.Equal(3, GemmBlocking.Tiles(64, 32, isWide: true, steps: 65));
        Assert.Equal(3, GemmBlocking.Tiles(64, 32, isWide: false, steps: 64));
        Assert.Equal(3, GemmBlocking.Tiles(64, 33, isWide: true, steps: 64));
    }

    private static List<int> Heights(int rows, int tiles, int together)
    {
        List<int> heights = [];
        while (tiles > 0)
        {
            int height = GemmBlocking.TileRows(rows, tiles, out int equal), taken = Math.Min(equal, together);
            heights.AddRange(Enumerable.Repeat(height, taken));
            rows -= taken * height;
            tiles -= taken;
        }
        return heights;
    }
}
