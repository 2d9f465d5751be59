using System.Diagnostics;

namespace SimdGrad.Bench;

/// <summary>This program as a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>Runs it with these arguments; returns what it prints.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public static string Run(params string[] arguments)
    {
        // The program may have been started as itself or through dotnet, whose first argument it then is.
        string path = Environment.ProcessPath!;
        string[] host = Path.GetFileNameWithoutExtension(path) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        using var process = Process.Start(new ProcessStartInfo(path, [.. host, .. arguments]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{string.Join(' ', arguments)} ended with exit code {process.ExitCode} in a process of its own.");
    }
}
