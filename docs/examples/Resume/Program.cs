// A training run that may be killed at any moment: started again it goes on where it was, and ends with the same bits.
//   dotnet run -c Release --project docs/examples/Resume -- FOLDER [EPOCHS]
using System.Globalization;
using Resume;
using SimdGrad;
using SimdGrad.IO;
using SimdGrad.Nn;
using SimdGrad.Optim;

if (args.Length is not (1 or 2) || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine("usage: Resume FOLDER [EPOCHS], with a folder that exists");
    return 2;
}
string checkpointPath = Path.Combine(args[0], "run.checkpoint");
int epochs = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100;

const ulong Seed = 1;
var batches = Spirals.Make(points: 512, Seed).Batches(size: 16, Seed, prefetch: 2);
var network = new Sequential<float>(
    new Linear<float>(2, 64), new Activation<float, Tanh>(),
    new Linear<float>(64, 32), new Activation<float, Tanh>(),
    new Linear<float>(32, 1));
using var parameters = network.Initialize(Seed);
using var optimizer = new AdamW<float>(parameters, learningRate: 0.005);
using var tape = new Tape<float>();

// Weights, optimizer, position and the sum of losses are in the checkpoint; all else is made by the lines above.
var run = new Checkpoint<float>(parameters, optimizer);
Console.WriteLine(run.TryLoad(checkpointPath) ? $"Resumed in epoch {run.Epoch + 1} after batch {run.Batch}" : "Begun");
while (run.Epoch < epochs)
{
    optimizer.LearningRate = 0.005 * (epochs - run.Epoch) / epochs;
    foreach (var batch in batches.Epoch(run.Epoch, run.Batch))
    {
        tape.Reset();
        var loss = network.Forward(tape.Constant(batch.Features, [batch.Count, 2])).BinaryCrossEntropyWithLogits(batch.Targets);
        parameters.ZeroGradients();
        loss.Backward();
        optimizer.Step();
        run.Numbers["loss"] = run.Numbers.TryGetValue("loss", out double sum) ? sum + loss.Item() : loss.Item();
        run.Batch++;
        run.Save(checkpointPath); // after each batch, so that whoever kills the program hits it in the middle of this
    }
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"Epoch {run.Epoch + 1}/{epochs}, loss {run.Numbers["loss"] / batches.Count:R}"));
    run.Numbers.Remove("loss");
    run.Epoch++;
    run.Batch = 0;
}
parameters.SaveWeights(Path.Combine(args[0], "weights.safetensors"));
return 0;
