using System.Globalization;
using System.Numerics;
using SimdGrad.Optim;

namespace SimdGrad.IO;

/// <summary>
/// What a training run needs to go on where it was, bit for bit: weights, buffers such as running statistics and the count of
/// dropout's masks, the optimizer's state, the position, what schedules and early stopping remember, and numbers of the program's
/// own.
/// </summary>
/// <remarks>
/// <para>The file is replaced whole: it is written beside the old one, flushed to the disk and renamed. A process that is killed
/// at any moment leaves the old checkpoint or the new.</para>
/// <para>What is given to constructors, as the optimizer's momentum or the size of batches, is not in it: the program that goes
/// on is the program that began. The file is a safetensors file.</para>
/// </remarks>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Checkpoint<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const string FormatKey = "format";
    private const string Format = "simdgrad checkpoint 1";
    private const string OptimizerKey = "optimizer";
    private const string StepCountKey = "step_count";
    private const string LearningRateKey = "learning_rate";
    private const string EpochKey = "epoch";
    private const string BatchKey = "batch";
    private const string NumberPrefix = "number.";
    private const string PlateauKey = "plateau";
    private const string BestKey = "best";

    private readonly Optimizer<T> _optimizer;
    private readonly TensorSlots<T> _slots = new();

    /// <summary>Says what belongs to the run.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="optimizer">Their optimizer.</param>
    public Checkpoint(ParameterSet<T> parameters, Optimizer<T> optimizer)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(optimizer);
        _optimizer = optimizer;
        foreach (var parameter in parameters)
            _slots.Add("weights." + parameter.Name, parameter.Shape, () => parameter.Values);
        foreach (var buffer in parameters.Buffers)
            _slots.Add("buffers." + buffer.Name, buffer.Shape, () => buffer.Values);
        foreach (string state in optimizer.StateNames)
            foreach (var parameter in parameters)
                _slots.Add(
                    $"optimizer.{state}.{parameter.Name}", parameter.Shape, () => optimizer.State(state, parameter));
    }

    /// <summary>The epoch the run is in, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Epoch
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>How many batches of the epoch are done.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Batch
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>The schedule with a state, if the run has it; all others are functions of the step.</summary>
    public PlateauSchedule? Plateau { get; init; }

    /// <summary>The best weights so far, if the run keeps them for early stopping.</summary>
    /// <exception cref="ArgumentException">They are of other parameters.</exception>
    public BestWeights<T>? Best
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Parameters != _optimizer.Parameters)
                throw new ArgumentException("The best weights are of other parameters than the optimizer.", nameof(value));
            field = value;
            foreach (var parameter in value.Parameters)
                _slots.Add("best.weights." + parameter.Name, parameter.Shape, () => value.Kept(parameter));
            foreach (var buffer in value.Parameters.Buffers)
                _slots.Add("best.buffers." + buffer.Name, buffer.Shape, () => value.Kept(buffer));
        }
    }

    /// <summary>Numbers of the program's own, such as the sum of losses in this epoch.</summary>
    public IDictionary<string, double> Numbers { get; } = new Dictionary<string, double>();

    /// <summary>Writes all to a file. Until it is on the disk, what was there before stays.</summary>
    /// <param name="path">The path of the file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var writer = new SafetensorsWriter()
            .AddMetadata(FormatKey, Format)
            .AddMetadata(OptimizerKey, OptimizerName)
            .AddMetadata(StepCountKey, Text(_optimizer.StepCount))
            .AddMetadata(LearningRateKey, Text(_optimizer.LearningRate))
            .AddMetadata(EpochKey, Text(Epoch))
            .AddMetadata(BatchKey, Text(Batch));
        if (Plateau is { State: var state })
            writer.AddMetadata(
                PlateauKey, $"{Text(state.Rate)} {Text(state.Best)} {Text(state.BadEpochs)} {Text(state.CooldownLeft)}");
        if (Best is { } best)
            writer.AddMetadata(BestKey, $"{Text(best.Epoch ?? -1)} {Text(best.Measure)} {Text(best.EpochsSince)}");
        foreach (var (key, number) in Numbers)
            writer.AddMetadata(NumberPrefix + key, Text(number));
        _slots.AddTo(writer);
        writer.Save(path);
    }

    /// <summary>Reads all from a file, if there is one. If it fails, everything is as it was.</summary>
    /// <param name="path">The path of the file.</param>
    /// <returns>Whether there is a file.</returns>
    /// <exception cref="SafetensorsException">
    /// The file is no checkpoint, or one of other parameters, of another optimizer or of the other type of numbers.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public bool TryLoad(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            return false;
        using var file = SafetensorsFile.Open(path);
        if (Value(file, FormatKey) != Format)
            throw new SafetensorsException($"{path} is no checkpoint of this version: its format is not '{Format}'.");
        string optimizer = Value(file, OptimizerKey);
        if (optimizer != OptimizerName)
            throw new SafetensorsException(
                $"{path} is of the optimizer {SafetensorsHeader.Quote(optimizer)}, and this is a '{OptimizerName}'.");
        long stepCount = Parse<long>(file, StepCountKey, Value(file, StepCountKey), count => count >= 0);
        double learningRate = Parse<double>(
            file, LearningRateKey, Value(file, LearningRateKey), rate => rate >= 0 && T.IsFinite(T.CreateTruncating(rate)));
        int epoch = Parse<int>(file, EpochKey, Value(file, EpochKey), count => count >= 0);
        int batch = Parse<int>(file, BatchKey, Value(file, BatchKey), count => count >= 0);
        var plateau = Plateau is null ? default : ReadPlateau(file);
        var best = Best is null ? default : ReadBest(file);
        var numbers = file.Metadata.Keys.Where(key => key.StartsWith(NumberPrefix, StringComparison.Ordinal))
            .ToDictionary(key => key[NumberPrefix.Length..], key => Parse<double>(file, key, Value(file, key), _ => true));
        _slots.Load(file, exact: true);

        (_optimizer.StepCount, _optimizer.LearningRate, Epoch, Batch) = (stepCount, learningRate, epoch, batch);
        if (Plateau is not null)
            Plateau.State = plateau;
        Best?.Set(best.Epoch < 0 ? null : best.Epoch, best.Measure, best.EpochsSince);
        Numbers.Clear();
        foreach (var (key, number) in numbers)
            Numbers.Add(key, number);
        return true;
    }

    private string OptimizerName => _optimizer.GetType().Name.Split('`')[0];

    // Doubles in the shortest form that reads back as the same.
    private static string Text<TNumber>(TNumber number) where TNumber : INumber<TNumber> =>
        number.ToString(null, CultureInfo.InvariantCulture);

    private static string Value(SafetensorsFile file, string key) => file.Metadata.TryGetValue(key, out string? text)
        ? text
        : throw new SafetensorsException($"{file.Name} is no checkpoint: there is no '{key}'.");

    private static PlateauState ReadPlateau(SafetensorsFile file)
    {
        string[] parts = Value(file, PlateauKey).Split(' ');
        return parts.Length == 4
            ? new PlateauState(
                Parse<double>(file, PlateauKey, parts[0], rate => rate >= 0 && double.IsFinite(rate)),
                Parse<double>(file, PlateauKey, parts[1], _ => true),
                Parse<int>(file, PlateauKey, parts[2], count => count >= 0),
                Parse<int>(file, PlateauKey, parts[3], count => count >= 0))
            : throw new SafetensorsException($"{file.Name}: {PlateauKey} has {parts.Length} numbers, not 4.");
    }

    private static (int Epoch, double Measure, int EpochsSince) ReadBest(SafetensorsFile file)
    {
        string[] parts = Value(file, BestKey).Split(' ');
        return parts.Length == 3
            ? (Parse<int>(file, BestKey, parts[0], epoch => epoch >= -1), Parse<double>(file, BestKey, parts[1], _ => true),
                Parse<int>(file, BestKey, parts[2], count => count >= 0))
            : throw new SafetensorsException($"{file.Name}: {BestKey} has {parts.Length} numbers, not 3.");
    }

    private static TNumber Parse<TNumber>(SafetensorsFile file, string key, string text, Func<TNumber, bool> isValid)
        where TNumber : INumber<TNumber> =>
        TNumber.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && isValid(number)
            ? number
            : throw new SafetensorsException($"{file.Name}: {key} is {SafetensorsHeader.Quote(text)}.");
}
