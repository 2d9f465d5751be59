// Tells malignant from benign breast masses, with and without a weight on the rarer class, and draws the ROC curves.
//
//     dotnet run -c Release --project docs/examples/BreastCancer [PICTURE.svg]
using Examples;
using SimdGrad;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Training;

const int Features = 30, Epochs = 60;

var table = DelimitedText.Read<float>(
    Path.Combine(AppContext.BaseDirectory, "data", "breast_cancer.csv"), new() { HeaderLines = 1 });
// The file says 1 for benign. What is looked for is the positive class: malignant.
float[] malignant = Array.ConvertAll(table.CopyColumns(Features..), benign => 1 - benign);
var (training, test) = new Dataset<float>(table.CopyColumns(..Features), Features, malignant, 1).Split(0.7, seed: 1);
// Fitted on the training data alone: what is known of the test data must not flow into the model.
var scale = Standardization<float>.Fit(training);
(training, test) = (scale.Apply(training), scale.Apply(test));

int positives = CountPositives(training.Targets);
float weight = BalancedWeights.OfPositives(training.Targets);
Console.WriteLine($"{training.Rows} masses to learn from, {positives} of them malignant; {test.Rows} to test with");

var plain = Train(positiveWeight: 1);
var weighted = Train(weight);
Report("Without weights", plain);
Report($"Malignant ones weigh {weight:F2}", weighted);
Chart.Save(
    args.Length > 0 ? args[0] : "breast-cancer-roc.svg", "Breast cancer: ROC curves of the test data", "False positive rate",
    "True positive rate", Curve("without weights", plain), Curve("with weights", weighted), ("guessing", [0, 1], [0, 1]));

// The logits of the test data, after training.
float[] Train(float positiveWeight)
{
    using var tape = new Tape<float>();
    var model = new Sequential<float>(
        new Linear<float>(Features, 16), new Activation<float, Relu>(), new Dropout<float>(0.2), new Linear<float>(16, 1));
    using var parameters = model.Initialize(seed: 1);
    using var optimizer = new AdamW<float>(parameters, learningRate: 0.005);
    var batches = training.Batches(32, seed: 1);
    for (int epoch = 0; epoch < Epochs; epoch++)
    {
        double sum = 0;
        foreach (var batch in batches.Epoch(epoch))
        {
            tape.Reset();
            parameters.ZeroGradients();
            var logits = model.Forward(tape.Constant(batch.Features, [batch.Count, Features]));
            var loss = logits.BinaryCrossEntropyWithLogits(batch.Targets, positiveWeights: [positiveWeight]);
            loss.Backward();
            optimizer.Step();
            sum += loss.Item() * batch.Count;
        }
        if ((epoch + 1) % 20 == 0)
            Console.WriteLine($"Epoch {epoch + 1}/{Epochs}, training loss {sum / training.Rows:F4}");
    }
    model.Eval();
    tape.Reset();
    return model.Forward(tape.Constant(test.Features, [test.Rows, Features])).Values.ToArray();
}

void Report(string name, float[] logits)
{
    int found = 0, alarms = 0, all = CountPositives(test.Targets);
    for (int i = 0; i < logits.Length; i++)
    {
        if (logits[i] > 0)
            _ = test.Targets[i] == 1 ? found++ : alarms++;
    }
    double area = Metrics.RocAuc<float>(logits, test.Targets);
    Console.WriteLine($"{name}: {found} of {all} malignant masses found, {alarms} false alarms, area under ROC {area:F4}");
}

// The rates of true and of false alarms, as the threshold falls from above the highest logit to the lowest.
(string Name, double[] X, double[] Y) Curve(string name, float[] logits)
{
    int[] order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i])];
    double positive = CountPositives(test.Targets), negative = logits.Length - positive;
    List<double> x = [0], y = [0];
    int found = 0, alarms = 0;
    for (int i = 0; i < order.Length; i++)
    {
        _ = test.Targets[order[i]] == 1 ? found++ : alarms++;
        // Equal logits fall together.
        if (i + 1 < order.Length && logits[order[i + 1]] == logits[order[i]])
            continue;
        x.Add(alarms / negative);
        y.Add(found / positive);
    }
    return (name, [.. x], [.. y]);
}

static int CountPositives(ReadOnlySpan<float> targets) => targets.Count(1f);
