using System.Globalization;
using FsCheck;

namespace SimdGrad.Tests;

/// <summary>
/// How many random or strided inputs the tests draw. Where the processor is slow, for it is emulated or has no vectors, the
/// variable SIMDGRAD_TEST_THINNING says which part: of 8, one in eight. Tests, lengths, types and widths are all kept.
/// </summary>
internal static class SampleCount
{
    /// <summary>The number that the variable gives, or 1: something like how many times slower the processor is.</summary>
    public static readonly int Thinning = int.Parse(
        Environment.GetEnvironmentVariable("SIMDGRAD_TEST_THINNING") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>
    /// How many to draw of so many; few stay as few as they are. Of a multiple of 64 a multiple of 64, which are whole vectors.
    /// </summary>
    public static int Of(int count) => Of(count, Thinning);

    /// <summary>How many to draw of so many at a thinning.</summary>
    public static int Of(int count, int thinning) =>
        count % 64 == 0 && count > 0
            ? Math.Max(64, count / thinning / 64 * 64)
            : Math.Max(Math.Min(5, count), count / thinning);

    /// <summary>For a property: as many random cases of so many, quietly, and an exception if it fails.</summary>
    public static Config Config(int count) =>
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(Of(count)).WithQuietOnSuccess(true);

    /// <summary>The step through the bit patterns of all floats; an odd one, as it ought to be, stays odd.</summary>
    public static uint Stride(uint stride) => stride * (uint)Thinning + (uint)(Thinning - 1) % 2;
}
