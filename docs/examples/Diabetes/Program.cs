// Predicts the progression of diabetes with three losses, from clean data and from data with planted outliers: squared errors
// follow the outliers, absolute ones and Huber's do not.
//
//     dotnet run -c Release --project docs/examples/Diabetes [PICTURE.svg]
using Examples;
using SimdGrad;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;

const int Features = 10, Epochs = 200;
const float OutlierShare = 0.1f, OutlierFactor = 10;

string folder = Path.Combine(AppContext.BaseDirectory, "data");
var table = DelimitedText.Read<float>(Path.Combine(folder, "diabetes_data_raw.csv.gz"), new() { Delimiter = ' ' });
var progression = DelimitedText.Read<float>(Path.Combine(folder, "diabetes_target.csv.gz"));
// In units of 100, so that targets, like standardized features, are about 1.
float[] targets = Array.ConvertAll(progression.CopyColumns(..), y => y / 100);
var (training, test) = new Dataset<float>(table.CopyColumns(..), Features, targets, 1).Split(0.75, seed: 1);
// Fitted on the training data alone: what is known of the test data must not flow into the model.
var scale = Standardization<float>.Fit(training);
(training, test) = (scale.Apply(training), scale.Apply(test));

float[] clean = training.Targets.ToArray(), spoiled = training.Targets.ToArray();
var random = new CounterRandom(1);
for (int i = 0; i < spoiled.Length; i++)
    if (random.Uniform((ulong)i) < OutlierShare)
        spoiled[i] *= OutlierFactor;
int planted = spoiled.Zip(clean).Count(pair => pair.First != pair.Second);
Console.WriteLine($"{training.Rows} patients to learn from, {planted} outliers planted; {test.Rows} to test with");

(string Name, Func<Tensor<float>, float[], Tensor<float>> Of)[] losses =
[
    ("MSE", (y, t) => y.MeanSquaredError(t)),
    ("MAE", (y, t) => y.MeanAbsoluteError(t)),
    ("Huber", (y, t) => y.Huber(t, delta: 0.5)),
];
double[] epochs = [.. Enumerable.Range(1, Epochs).Select(epoch => (double)epoch)];
var curves = new List<(string Name, double[] X, double[] Y)>();
Console.WriteLine("Mean absolute error of the test data, whose targets are clean:");
foreach (var (name, loss) in losses)
{
    double[] before = Train(clean, loss), after = Train(spoiled, loss);
    curves.Add(($"{name}, clean", epochs, before));
    curves.Add(($"{name}, outliers", epochs, after));
    Console.WriteLine($"{name}: {before[^1]:F1} from clean data, {after[^1]:F1} with outliers");
}
Chart.Save(
    args.Length > 0 ? args[0] : "diabetes-outliers.svg", "Diabetes: what outliers do to three losses", "Epoch",
    "Mean absolute error of the test data", [.. curves]);

// The mean absolute error of the test data after each epoch, in the units of the file.
double[] Train(float[] labels, Func<Tensor<float>, float[], Tensor<float>> loss)
{
    using var tape = new Tape<float>();
    var model = new Sequential<float>(new Linear<float>(Features, 16), new Activation<float, Tanh>(), new Linear<float>(16, 1));
    using var parameters = model.Initialize(seed: 1);
    using var optimizer = new AdamW<float>(parameters, learningRate: 0.01, weightDecay: 0.1);
    var errors = new double[Epochs];
    for (int epoch = 0; epoch < Epochs; epoch++)
    {
        tape.Reset();
        parameters.ZeroGradients();
        loss(model.Forward(tape.Constant(training.Features, [training.Rows, Features])), labels).Backward();
        optimizer.Step();
        tape.Reset();
        var predictions = model.Forward(tape.Constant(test.Features, [test.Rows, Features]));
        errors[epoch] = 100 * predictions.MeanAbsoluteError(test.Targets).Item();
    }
    return errors;
}
