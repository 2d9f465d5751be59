// Over-fitting, and how stopping early helps: a wide network learns 24 noisy points of a sine by heart. The loss of points that
// it does not see falls first and rises then; the weights of its best epoch are kept.
//
//     dotnet run -c Release --project docs/examples/EarlyStopping [PICTURE.svg]
using Examples;
using SimdGrad;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;

const int TrainingPoints = 24, ValidationPoints = 200, Epochs = 3000, Patience = 400;
const double Noise = 0.3;

var (trainingX, trainingY) = Points(TrainingPoints, seed: 1);
var (validationX, validationY) = Points(ValidationPoints, seed: 2);

using var tape = new Tape<float>();
var model = new Sequential<float>(
    new Linear<float>(1, 128, initializer: Initializer.Uniform(3)), new Activation<float, Tanh>(),
    new Linear<float>(128, 128), new Activation<float, Tanh>(), new Linear<float>(128, 1));
using var parameters = model.Initialize(seed: 3);
using var optimizer = new Adam<float>(parameters, learningRate: 2e-3);
Console.Write(model.Describe());

List<double> training = [], validation = [];
float[] best = parameters.Values.ToArray();
int bestEpoch = 0, stop = -1;
for (int epoch = 0; epoch < Epochs; epoch++)
{
    // Of the weights as they are at the beginning of the epoch.
    validation.Add(Loss(validationX, validationY).Item());
    if (validation[epoch] < validation[bestEpoch])
    {
        bestEpoch = epoch;
        // Once it would have stopped, it goes on for the sake of the picture alone.
        if (stop < 0)
            parameters.Values.CopyTo(best);
    }
    if (stop < 0 && epoch - bestEpoch >= Patience)
    {
        stop = epoch;
        Console.WriteLine($"Stops at epoch {stop}: the best was epoch {bestEpoch}");
    }
    parameters.ZeroGradients();
    var loss = Loss(trainingX, trainingY);
    training.Add(loss.Item());
    loss.Backward();
    optimizer.Step();
    if ((epoch + 1) % 500 == 0)
        Console.WriteLine($"Epoch {epoch + 1}/{Epochs}, training loss {training[^1]:F4}, validation loss {validation[^1]:F4}");
}
double last = Loss(validationX, validationY).Item();
best.CopyTo(parameters.Values);
double restored = Loss(validationX, validationY).Item();
Console.WriteLine($"Validation loss: {last:F4} at the end, {restored:F4} with the weights of the best epoch");
double[] epochs = [.. Enumerable.Range(0, Epochs).Select(epoch => (double)epoch)];
Chart.Save(
    args.Length > 0 ? args[0] : "early-stopping.svg", $"Over-fitting; the noise alone makes a loss of {Noise * Noise:F2}",
    "Epoch", "log10 of the mean squared error", ("training", epochs, Logarithms(training)),
    ("validation", epochs, Logarithms(validation)));

Tensor<float> Loss(float[] x, float[] y)
{
    tape.Reset();
    return model.Forward(tape.Constant(x, [x.Length, 1])).MeanSquaredError(y);
}

// Points of a sine over [-1, 1], with normal noise.
static (float[] X, float[] Y) Points(int count, ulong seed)
{
    CounterRandom places = new(seed), noise = new(seed, 1);
    float[] x = [.. Enumerable.Range(0, count).Select(i => (float)(2 * places.Uniform((ulong)i) - 1))];
    return (x, [.. x.Select((v, i) => (float)(Math.Sin(5 * v) + Noise * noise.Normal((ulong)i)))]);
}

static double[] Logarithms(List<double> losses) => [.. losses.Select(Math.Log10)];
