using System.Diagnostics;

namespace SimdGrad.Bench;

/// <summary>Programs as processes of their own.</summary>
internal static class ChildProcess
{
    /// <summary>Runs this program with these arguments; returns what it prints.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public static string Run(params string[] arguments) => RunProgram(Environment.GetCommandLineArgs()[0], arguments);

    /// <summary>Runs a program, or a dll by dotnet, with these arguments; returns what it prints.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0.</exception>
    public static string RunProgram(string path, params string[] arguments)
    {
        // This program may have been started as itself, or by a dotnet that is not the one to be found by name.
        string own = Environment.ProcessPath!;
        string dotnet = Path.GetFileNameWithoutExtension(own) == "dotnet" ? own : "dotnet";
        var start = Path.GetExtension(path) == ".dll"
            ? new ProcessStartInfo(dotnet, [path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{path} {string.Join(' ', arguments)} ended with exit code {process.ExitCode} in a process of its own.");
    }
}
