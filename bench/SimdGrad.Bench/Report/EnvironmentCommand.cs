using System.CommandLine;
using System.Runtime.InteropServices;

namespace SimdGrad.Bench;

/// <summary>
/// <c>environment [--folder] [--json FILE]</c>: what results are measured with, or the folder of this processor's results.
/// </summary>
internal static class EnvironmentCommand
{
    /// <summary>The command with its options.</summary>
    /// <param name="libraries">Finds the versions of the other libraries.</param>
    public static Command Create(Func<IReadOnlyDictionary<string, string>> libraries)
    {
        var folder = new Option<bool>("--folder") { Description = "Print the folder of this processor's results instead." };
        var json = JsonOption.Create();
        var command = new Command("environment", "Tells processor, system and versions.") { folder, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(folder))
            {
                Console.WriteLine($"results/{ProcessorModel.FileName}");
                return;
            }
            var environment = new MeasuringEnvironment(
                ProcessorModel.Name, Environment.ProcessorCount, RuntimeInformation.OSDescription,
                RuntimeInformation.FrameworkDescription, DateTime.UtcNow.ToString("yyyy-MM-dd"), libraries());
            foreach (var (name, version) in environment.Libraries)
                Console.WriteLine($"{name}: {version}");
            JsonOption.Write(parsed.GetValue(json), environment);
        });
        return command;
    }

    /// <summary>The version of an assembly as its package has it.</summary>
    public static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyInformationalVersionAttribute), false)
            .Cast<System.Reflection.AssemblyInformationalVersionAttribute>().Single().InformationalVersion.Split('+')[0];
}
