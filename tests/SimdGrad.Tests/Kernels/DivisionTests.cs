using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public class DivisionTests
{
    [Fact]
    public void Parts_are_whole_units_about_equally_many_and_cover_the_range()
    {
        foreach (int total in (int[])[1, 5, 255, 256, 257, 784, 100_003, int.MaxValue])
        {
            foreach (int unit in (int[])[1, 16, 256, 1 << 20])
            {
                foreach (int most in (int[])[1, 2, 3, 8])
                {
                    Division division = new(total, unit, most);
                    int units = (total - 1) / unit + 1;
                    Assert.Equal(Math.Min(units, most), division.Parts);
                    Assert.Equal(0, division.Start(0));
                    Assert.Equal(total, division.Start(division.Parts));
                    for (int part = 0; part < division.Parts; part++)
                    {
                        Assert.Equal(0, division.Start(part) % unit);
                        int length = (division.Length(part) - 1) / unit + 1;
                        Assert.InRange(length, units / division.Parts, (units - 1) / division.Parts + 1);
                    }
                }
            }
        }
    }
}
