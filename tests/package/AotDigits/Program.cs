// Trains the digits network on the file named; prints the instruction set and the accuracy on the test part.
using SimdGrad;
using SimdGrad.Data;
using SimdGrad.Nn;
using SimdGrad.Optim;
using SimdGrad.Simd;

Console.WriteLine($"instruction set {Isa.Current.ToString().ToLowerInvariant()}");

var table = DelimitedText.Read<float>(args[0]);
float[] pixels = [.. table.CopyColumns(..64).Select(p => p / 16)];
var (train, test) = new Dataset<float>(pixels, 64, table.Labels(64)).Split(0.8, seed: 1);

var model = new Sequential<float>(
    new Linear<float>(64, 128), new Activation<float, Relu>(), new Linear<float>(128, 10));
using var parameters = model.Initialize(seed: 1);
using var optimizer = new Adam<float>(parameters, learningRate: 0.002);
using var tape = new Tape<float>();
var batches = train.Batches(32, seed: 1);
double loss = 0;
for (int epoch = 0; epoch < 20; epoch++)
{
    loss = 0;
    foreach (var batch in batches.Epoch(epoch))
    {
        tape.Reset();
        var error = model.Forward(tape.Constant(batch.Features, [batch.Count, 64])).SoftmaxCrossEntropy(batch.Labels);
        parameters.ZeroGradients();
        error.Backward();
        optimizer.Step();
        loss += error.Item() / batches.Count;
    }
}
Console.WriteLine($"training loss {loss:R}");

tape.Reset();
var logits = model.Forward(tape.Constant(test.Features, [test.Rows, 64])).Values;
int right = 0;
for (int row = 0; row < test.Rows; row++)
{
    var scores = logits.Slice(row * 10, 10);
    int best = 0;
    for (int i = 1; i < scores.Length; i++)
        if (scores[i] > scores[best])
            best = i;
    right += best == test.Labels[row] ? 1 : 0;
}
double accuracy = (double)right / test.Rows;
Console.WriteLine($"test accuracy {accuracy:F4}");
return accuracy >= 0.95 ? 0 : 1;
