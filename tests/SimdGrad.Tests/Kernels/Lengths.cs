using FsCheck;
using FsCheck.Fluent;

namespace SimdGrad.Tests.Kernels;

/// <summary>Properties over lengths and contents; a failure is reported with the shortest length that still fails.</summary>
internal static class Lengths
{
    /// <summary>All lengths up to four vectors of 512 bits, and one more.</summary>
    public const int Short = 65;

    /// <summary>Around and beyond a chunk of a fold.</summary>
    public static readonly int[] Long = [4095, 4096, 4097, 10000];

    /// <summary>0 to <see cref="Short"/> and <see cref="Long"/>.</summary>
    public static IEnumerable<int> All => [.. Enumerable.Range(0, Short + 1), .. Long];

    /// <summary>Runs a check with random lengths up to <paramref name="max"/> and random seeds of contents.</summary>
    public static void ForAll(int max, int count, Action<int, int> check)
    {
        var lengths = Arb.From(Gen.Choose(0, max), n => n == 0 ? [] : new[] { n / 2, n - 1 }.Distinct());
        var seeds = Arb.From(Gen.Choose(0, int.MaxValue));
        Check.One(SampleCount.Config(count), Prop.ForAll(lengths, seeds, check));
    }
}
