using System.Runtime.Intrinsics;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

public class IsaTests
{
    [Theory]
    [InlineData("v128", VectorWidth.V128)]
    [InlineData("v256", VectorWidth.V256)]
    [InlineData("v512", VectorWidth.V512)]
    public void Parse_accepts_the_widths(string value, VectorWidth expected) => Assert.Equal(expected, Isa.Parse(value));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Parse_of_nothing_is_the_widest_that_the_processor_accelerates(string? value)
    {
        var expected = Vector512.IsHardwareAccelerated ? VectorWidth.V512
            : Vector256.IsHardwareAccelerated ? VectorWidth.V256
            : VectorWidth.V128;
        Assert.Equal(expected, Isa.Parse(value));
    }

    [Theory]
    [InlineData("avx2")]
    [InlineData("V256")]
    [InlineData(" v256")]
    [InlineData("2")]
    public void Parse_of_anything_else_says_what_is_valid(string value)
    {
        var message = Assert.Throws<InvalidOperationException>(() => Isa.Parse(value)).Message;
        Assert.All(
            ["SIMDGRAD_ISA", $"'{value}'", "v128", "v256", "v512"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Use_nests_and_restores()
    {
        var initial = Isa.Current;
        using (Isa.Use(VectorWidth.V512))
        {
            Assert.Equal(VectorWidth.V512, Isa.Current);
            using (Isa.Use(VectorWidth.V128))
                Assert.Equal(VectorWidth.V128, Isa.Current);
            Assert.Equal(VectorWidth.V512, Isa.Current);
            using (Isa.Use(VectorWidth.V256))
                Assert.Equal(VectorWidth.V256, Isa.Current);
            Assert.Equal(VectorWidth.V512, Isa.Current);
        }
        Assert.Equal(initial, Isa.Current);
    }

    [Fact]
    public void Use_holds_on_its_own_thread_only()
    {
        var initial = Isa.Current;
        var other = initial == VectorWidth.V128 ? VectorWidth.V256 : VectorWidth.V128;
        VectorWidth seen = 0;
        using (Isa.Use(other))
        {
            var thread = new Thread(() => seen = Isa.Current);
            thread.Start();
            thread.Join();
            Assert.Equal(other, Isa.Current);
        }
        Assert.Equal(initial, seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    public void Use_of_an_undefined_width_throws_and_changes_nothing(int width)
    {
        var initial = Isa.Current;
        Assert.Throws<ArgumentOutOfRangeException>(() => { using var scope = Isa.Use((VectorWidth)width); });
        Assert.Equal(initial, Isa.Current);
    }

    [Theory]
    [InlineData(VectorWidth.V128, 4)]
    [InlineData(VectorWidth.V256, 8)]
    [InlineData(VectorWidth.V512, 16)]
    public void Run_uses_vectors_of_the_current_width(VectorWidth width, int floats)
    {
        var lanes = new int[1];
        using (Isa.Use(width))
            Isa.Run<CountLanes, float>(new CountLanes(lanes));
        Assert.Equal(floats, lanes[0]);
    }

    private readonly struct CountLanes(int[] result) : IKernel<float>
    {
        public void Run<V>() where V : struct, IVec<V, float> => result[0] = V.Count;
    }
}
