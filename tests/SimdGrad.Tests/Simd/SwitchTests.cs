using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using SimdGrad.Simd;
using Xunit;

namespace SimdGrad.Tests.Simd;

/// <summary>
/// Some of the runtime's switches do nothing, silently. A run of the tests under one of them says by this variable what it
/// counts on: <c>v256</c> is no AVX-512, <c>v128</c> no AVX2 and no FMA either, <c>scalar</c> no vector hardware at all;
/// <c>neon</c> is a 64-bit ARM processor.
/// </summary>
public sealed class SwitchTests
{
    private const string Variable = "SIMDGRAD_EXPECT_WIDTH";

    [Fact]
    public void The_switch_that_this_run_relies_on_took_effect()
    {
        string? expected = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(expected), $"{Variable} is not set.");
        Assert.Contains(expected, (string[])["v256", "v128", "scalar", "neon"]);

        Assert.Equal(expected == "neon" ? Architecture.Arm64 : Architecture.X64, RuntimeInformation.ProcessArchitecture);
        if (expected == "neon")
        {
            Assert.True(AdvSimd.Arm64.IsSupported);
            Assert.Equal(VectorWidth.V128, Isa.Current);
            return;
        }
        Assert.False(Avx512F.IsSupported);
        Assert.False(Vector512.IsHardwareAccelerated);
        if (expected == "v256")
        {
            // A processor without AVX2 has nothing to switch off.
            Assert.Equal(Avx2.IsSupported ? VectorWidth.V256 : VectorWidth.V128, Isa.Current);
            return;
        }
        Assert.False(Avx2.IsSupported);
        Assert.False(Fma.IsSupported);
        Assert.False(Vector256.IsHardwareAccelerated);
        Assert.Equal(expected == "v128", Vector128.IsHardwareAccelerated);
        Assert.Equal(VectorWidth.V128, Isa.Current);
    }
}
