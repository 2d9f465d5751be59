using System.CommandLine;
using System.Globalization;
using System.Numerics;
using SimdGrad.Simd;

namespace Digits;

/// <summary>Reads the options and runs the example. Whatever is wrong ends with one line on standard error.</summary>
internal static class CommandLine
{
    private const int Failure = 2;

    private static readonly DigitsOptions s_default = new();

    private static readonly Option<int> s_epochs = Number(
        "--epochs", "Passes over the training images.", s_default.Epochs, 1, 100_000);

    private static readonly Option<int> s_batch = Number(
        "--batch", "Images in a mini-batch.", s_default.BatchSize, 1, 1_000_000);

    private static readonly Option<double> s_learningRate = Number<double>(
        "--learning-rate", "Step size at the start; falls to 0.", s_default.LearningRate, 0, 1000);

    private static readonly Option<ulong> s_seed = Number<ulong>(
        "--seed", "Decides split, first weights and order.", s_default.Seed, 0, ulong.MaxValue);

    private static readonly Option<int> s_threads = Number(
        "--threads", "Most threads to use; no result depends on it.", s_default.Threads, 1, 1024);

    private static readonly Option<string> s_out = Path(
        "--out", "The PNG file for the loss curve.", s_default.OutputPath,
        path => path.Length > 0 && Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)))
            ? null : "it takes the path of a file in a folder that exists");

    private static readonly Option<string> s_data = Path(
        "--data", "The images, text or gzip: on each line 64 pixels from 0 to 16, then the digit.", s_default.DataPath,
        path => File.Exists(path) ? null : "it takes the path of a file that exists");

    /// <summary>Runs the example; returns the exit code.</summary>
    public static int Run(string[] args)
    {
        var root = new RootCommand("Trains a network to read handwritten digits.")
        {
            s_epochs, s_batch, s_learningRate, s_seed, s_threads, s_out, s_data,
        };
        root.SetAction(Run);
        var parsed = root.Parse(args);
        return parsed.Errors.Count == 0
            ? parsed.Invoke()
            : Fail(string.Join(" ", parsed.Errors.Select(error => error.Message)) + " --help lists the options.");
    }

    private static int Run(ParseResult parsed)
    {
        try
        {
            DigitsExample.Run(new DigitsOptions
            {
                Epochs = parsed.GetValue(s_epochs),
                BatchSize = parsed.GetValue(s_batch),
                LearningRate = parsed.GetValue(s_learningRate),
                Seed = parsed.GetValue(s_seed),
                Threads = parsed.GetValue(s_threads),
                OutputPath = parsed.GetRequiredValue(s_out),
                DataPath = parsed.GetRequiredValue(s_data),
            });
            return 0;
        }
        catch (Exception e) when (IsForTheUser(e))
        {
            return Fail(e.Message);
        }
    }

    // Files that cannot be read or written, and a SIMDGRAD_ISA that is not one; anything else is a defect.
    private static bool IsForTheUser(Exception e) =>
        e is IOException or UnauthorizedAccessException or FormatException or InvalidDataException
        || (e is InvalidOperationException && e.Message.StartsWith(Isa.EnvironmentVariable, StringComparison.Ordinal));

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        return Failure;
    }

    private static Option<T> Number<T>(string name, string description, T defaultValue, T least, T most)
        where T : INumber<T> => new(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                if (T.TryParse(text, CultureInfo.InvariantCulture, out T? value) && value >= least && value <= most)
                    return value;
                string kind = typeof(T) == typeof(double) ? "a number" : "a whole number";
                result.AddError($"{name} '{text}' is not valid: it takes {kind} from {least} to {most}.");
                return defaultValue;
            },
        };

    private static Option<string> Path(string name, string description, string defaultValue, Func<string, string?> fault)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && fault(token.Value) is string reason)
                result.AddError($"{name} '{token.Value}' is not valid: {reason}.");
        });
        return option;
    }
}
