// Feeds the readers of files with damaged ones; see tests/fuzz.sh.
//   TARGET                    reads one file from standard input, under afl-fuzz many
//   TARGET --seeds FOLDER     writes valid files to begin from
//   TARGET --random COUNT     damages those COUNT times at random
// A target ends normally for every input, or the program crashes.
using System.Diagnostics;
using System.Globalization;
using SharpFuzz;
using SimdGrad.Fuzz;
using SimdGrad.Tests.IO;

if (args.Length is not (1 or 3) || !FuzzTarget.All.TryGetValue(args[0], out var target))
{
    Console.Error.WriteLine($"usage: {string.Join("|", FuzzTarget.All.Keys)} [--seeds FOLDER | --random COUNT]");
    return 2;
}
switch (args.ElementAtOrDefault(1))
{
    case null:
        Fuzzer.OutOfProcess.Run(input =>
        {
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            target.Run(bytes.ToArray());
        });
        return 0;
    case "--seeds":
        Directory.CreateDirectory(args[2]);
        for (int i = 0; i < target.Seeds.Count; i++)
            File.WriteAllBytes(Path.Combine(args[2], $"{args[0]}-{i}"), target.Seeds[i]);
        return 0;
    case "--random":
        int count = int.Parse(args[2], NumberStyles.None, CultureInfo.InvariantCulture), accepted = 0;
        int seed = Environment.TickCount;
        var mutator = new Mutator(seed);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            byte[] input = mutator.Mutate(target.Seeds[i % target.Seeds.Count]);
            try
            {
                accepted += target.Run(input) ? 1 : 0;
            }
            catch (Exception)
            {
                Console.Error.WriteLine($"{args[0]}, seed {seed}, input {i}: {Convert.ToHexString(input)}");
                throw;
            }
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{args[0]}: {count} damaged files, {accepted} of them still valid, no fault; {count / seconds:F0} a second"));
        return 0;
    default:
        Console.Error.WriteLine($"unknown option {args[1]}");
        return 2;
}
