using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SimdGrad.Simd;
using SimdGrad.Tests.Docs;

namespace SimdGrad.Tests.Reference;

/// <summary>The file of hashes that every processor is to reproduce: a line for each kernel and shape.</summary>
internal static class ReferenceFile
{
    /// <summary>The command that writes the file anew.</summary>
    public const string Command =
        "dotnet run -c Release --project tests/SimdGrad.Tests -- -explicit only -method '*.ReferenceTests.Write*'";

    private const string Separator = ": ";

    private static string Path =>
        System.IO.Path.Combine(Repository.Root, "tests", "SimdGrad.Tests", "Reference", "reference-hashes.txt");

    /// <summary>What this process runs on: vector width, whether there is hardware for it, and processor.</summary>
    public static string Lane =>
        $"{Isa.Current.ToString().ToLowerInvariant()}{(Vector128.IsHardwareAccelerated ? "" : " in scalar code")} on "
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The hashes in the file.</summary>
    public static Dictionary<string, string> Read() => File.ReadLines(Path)
        .Where(line => !line.StartsWith('#'))
        .ToDictionary(line => line[..line.LastIndexOf(Separator, StringComparison.Ordinal)], line => line[^16..]);

    /// <summary>Writes the file.</summary>
    public static void Write(IReadOnlyDictionary<string, string> hashes) => File.WriteAllLines(
        Path,
        [
            "# Hashes of results, made on " + Lane + "; every processor is to reproduce them. Written by",
            "# " + Command,
            .. hashes.Select(pair => pair.Key + Separator + pair.Value),
        ]);

    /// <summary>What is wrong with the hashes of kernels on this processor, a line each; empty if nothing is.</summary>
    public static IEnumerable<string> Faults(IReadOnlyDictionary<string, string> reference, IDictionary<string, string> hashes)
    {
        foreach (var (name, hash) in hashes)
            if (!reference.TryGetValue(name, out string? expected))
                yield return $"{name}: not in the file";
            else if (expected != hash)
                yield return $"{name}: {hash} with {Lane}, expected {expected}";
    }
}
