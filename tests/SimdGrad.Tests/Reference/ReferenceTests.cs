using SimdGrad.Tests.Kernels.Planted;
using Xunit;

namespace SimdGrad.Tests.Reference;

/// <summary>Equal bits on every processor: the hashes of results are those in the file, whatever this is run on.</summary>
public sealed class ReferenceTests
{
    private const string HowToWrite =
        "If results are meant to be new, write the file anew, and look at what changed in it:\n" + ReferenceFile.Command;

    [Fact]
    public void Every_kernel_gives_the_bits_of_the_reference()
    {
        var (reference, hashes) = (ReferenceFile.Read(), ReferenceKernels.Hashes());
        string[] faults =
        [
            .. ReferenceFile.Faults(reference, hashes),
            .. reference.Keys.Except(hashes.Keys).Select(name => $"{name}: in the file, but no such kernel"),
        ];
        Assert.True(faults.Length == 0, $"{string.Join('\n', faults)}\n{HowToWrite}");
    }

    [Fact]
    public void Every_public_kernel_is_in_the_file()
    {
        var names = ReferenceFile.Read().Keys.Select(name => name.Split(' ', ',')[0]).ToHashSet();
        var missing = ReferenceKernels.PublicMethods.Select(ReferenceKernels.NameOf).Except(names);
        Assert.True(!missing.Any(), $"no {nameof(IReferenceKernel)} runs {string.Join(", ", missing)}");
    }

    [Fact]
    public void An_error_in_the_last_bit_and_an_operation_without_a_hash_are_found()
    {
        var reference = ReferenceFile.Read();
        Assert.Empty(ReferenceFile.Faults(reference, ReferenceKernels.Hashes([new UnaryReference<Sigmoid>(default)])));

        var wrong = ReferenceKernels.Hashes([new UnaryReference<LastBitSigmoid>(default)]);
        Assert.Contains("Map.Forward LastBitSigmoid, double, 1: not in the file", ReferenceFile.Faults(reference, wrong));

        var posing = wrong.ToDictionary(
            pair => pair.Key.Replace(nameof(LastBitSigmoid), nameof(Sigmoid), StringComparison.Ordinal), pair => pair.Value);
        string fault = ReferenceFile.Faults(reference, posing)
            .First(fault => fault.StartsWith("Map.Forward Sigmoid, float, 67: ", StringComparison.Ordinal));
        Assert.Contains($"with {ReferenceFile.Lane}, expected ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bit_of_one_element_changes_the_hash_and_the_kind_of_a_NaN_does_not()
    {
        Assert.Equal(Hash(1, float.NaN), Hash(1, -float.NaN));
        Assert.Equal(Hash(1, float.NaN), Hash(1, BitConverter.UInt32BitsToSingle(0xFFC01234)));
        Assert.NotEqual(Hash(1, 2), Hash(1, float.BitIncrement(2)));
        Assert.NotEqual(Hash(1, 0f), Hash(1, -0f));

        static string Hash(params float[] values)
        {
            var hashes = new SortedDictionary<string, string>();
            new ReferenceResults<float>(hashes).Add("kernel", "shape", values);
            return Assert.Single(hashes).Value;
        }
    }

    [Fact(Explicit = true)]
    public void Write() => ReferenceFile.Write(ReferenceKernels.Hashes());
}
