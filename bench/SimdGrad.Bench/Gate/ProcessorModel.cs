using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace SimdGrad.Bench;

/// <summary>The processor's model: what its baseline and its results are kept by.</summary>
internal static class ProcessorModel
{
    /// <summary>
    /// The name that the processor gives itself with family and model, since virtual machines shorten the name; elsewhere
    /// than on x86 the architecture and the number of processors.
    /// </summary>
    public static string Name { get; } = X86Base.IsSupported
        ? $"{Brand()} (family {Family()}, model {Model()})"
        : $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors";

    /// <summary>The name for files: small letters, digits and hyphens.</summary>
    public static string FileName { get; } = string.Join('-', Name
        .Replace("(R)", "", StringComparison.Ordinal).Replace("(TM)", "", StringComparison.Ordinal)
        .Replace("family", "", StringComparison.Ordinal).Replace("model", "", StringComparison.Ordinal)
        .ToLowerInvariant().Split([.. " (),@.+/-"], StringSplitOptions.RemoveEmptyEntries));

    private static int Signature => X86Base.CpuId(1, 0).Eax;

    private static int Family()
    {
        int family = Signature >> 8 & 0xF;
        return family == 0xF ? family + (Signature >> 20 & 0xFF) : family;
    }

    // The upper digit of the model counts from family 6 on.
    private static int Model() => (Signature >> 4 & 0xF) + (Family() >= 6 ? Signature >> 12 & 0xF0 : 0);

    private static string Brand()
    {
        const int FirstLeaf = unchecked((int)0x80000002);
        Span<int> words = stackalloc int[12];
        for (int i = 0; i < 3; i++)
            (words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3]) = X86Base.CpuId(FirstLeaf + i, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words)).TrimEnd('\0').Trim();
    }
}
