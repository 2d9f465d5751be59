using System.CommandLine;

namespace SimdGrad.Bench;

/// <summary>The option <c>--threads N</c> of the reports.</summary>
internal static class ThreadsOption
{
    /// <summary>The option; 1 if not given.</summary>
    public static Option<int> Create()
    {
        var threads = new Option<int>("--threads")
        {
            Description = "The threads that each library may use.",
            DefaultValueFactory = _ => 1,
        };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--threads takes a number of at least 1.");
        });
        return threads;
    }
}
