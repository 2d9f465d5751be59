namespace SimdGrad.Tests.Docs;

/// <summary>Where things are in the working copy that the tests were built in.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The program of an example, built in the configuration of the tests.</summary>
    public static string Example(string name)
    {
        string output = Path.GetRelativePath(Path.Combine(Root, "tests", "SimdGrad.Tests"), AppContext.BaseDirectory);
        return Path.Combine(Root, "docs", "examples", name, output, name + ".dll");
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "SimdGrad.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not within the repository.");
    }
}
