using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>A run with a switch of the runtime tests what it means to only if the switch took effect.</summary>
public class SwitchTests
{
    [Fact]
    public void EnableAVX512_takes_effect()
    {
        SkipUnlessOff("DOTNET_EnableAVX512");
        Assert.False(Vector512.IsHardwareAccelerated);
        Assert.False(Avx512F.IsSupported);
    }

    [Fact]
    public void EnableAVX2_takes_effect()
    {
        SkipUnlessOff("DOTNET_EnableAVX2");
        Assert.False(Vector256.IsHardwareAccelerated);
        Assert.False(Avx2.IsSupported);
        Assert.False(Fma.IsSupported);
    }

    private static void SkipUnlessOff(string variable) =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable(variable) == "0", $"{variable} is not 0.");
}
