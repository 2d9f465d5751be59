using System.Diagnostics;
using Xunit;

namespace SimdGrad.Tests;

/// <summary>What a .NET program did when it was run as a process of its own.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>
    /// The trait, Runs=programs, of tests that run other programs, the C# compiler among them: where the processor is emulated,
    /// each takes longer to start than most tests take.
    /// </summary>
    public const string TraitName = "Runs", TraitValue = "programs";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program and waits for its end.</summary>
    /// <param name="program">The path of the .dll.</param>
    /// <param name="folder">The working directory.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="instructionSet">The value of SIMDGRAD_ISA; null for the one of this process.</param>
    public static ProgramRun Of(string program, string folder, string[] arguments, string? instructionSet = null)
    {
        string host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["DOTNET_DbgEnableMiniDump"] = "0" },
        };
        if (instructionSet is not null)
            start.Environment["SIMDGRAD_ISA"] = instructionSet;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        // Both streams at once: a program that fills the one not read would wait forever.
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {s_limit}.");
        }
        return new ProgramRun(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The line of the output that begins so.</summary>
    public string Line(string beginning) => Assert.Single(
        Output.Split('\n', StringSplitOptions.TrimEntries), line => line.StartsWith(beginning, StringComparison.Ordinal));
}
