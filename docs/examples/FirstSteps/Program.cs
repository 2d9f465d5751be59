// The first steps: what a loss is, and the five steps by which a network learns.
using SimdGrad;
using SimdGrad.Nn;
using SimdGrad.Optim;

// A tape records what is computed, so that it can be differentiated afterwards.
using var tape = new Tape<float>();

// Losses: one number for how wrong predictions are. The values are those of the formulas, recomputed; see README.md.
var prices = tape.Constant([95, 205], [2]);
float meanSquaredError = prices.MeanSquaredError([100, 200]).Item();
float halfMeanSquaredError = prices.HalfMeanSquaredError([100, 200]).Item();
Console.WriteLine($"Mean squared error: {meanSquaredError:F2}; as the half mean: {halfMeanSquaredError:F2}");

// Logits are scores before the sigmoid: the loss applies it, which is faster and cannot overflow.
var answers = tape.Constant([2, -1], [2]);
Console.WriteLine($"Binary cross-entropy with logits: {answers.BinaryCrossEntropyWithLogits([1, 0]).Item():F4}");

// Three rows of scores for three classes; the right ones are 0, 1 and 2.
var scores = tape.Constant([2, 0, 0, 1, 2.5f, 0, 0.3f, 1, 3], [3, 3]);
Console.WriteLine($"Cross-entropy: {scores.SoftmaxCrossEntropy([0, 1, 2]).Item():F4}");

// Four points, and whether each one is large: what the network is to learn.
float[] inputs = [1, 2, 3, 4];
float[] labels = [0, 0, 1, 1];

// The network: 1 input, 2 hidden units with ReLU, 1 output, whose sigmoid is the probability of "large".
const int Epochs = 100;
var network = new Sequential<float>(
    new Linear<float>(1, 2),
    new Activation<float, Relu>(),
    new Linear<float>(2, 1));
using var parameters = network.Initialize(seed: 1);
using var optimizer = new Adam<float>(parameters, learningRate: 0.1);

for (int epoch = 1; epoch <= Epochs; epoch++)
{
    tape.Reset();
    var logits = network.Forward(tape.Constant(inputs, [4, 1])); // 1. forward: compute the predictions
    var loss = logits.BinaryCrossEntropyWithLogits(labels); //      2. loss: how wrong they are
    parameters.ZeroGradients(); //                                  3. forget the gradients of the last time
    loss.Backward(); //                                             4. backward: the gradient of every parameter
    optimizer.Step(); //                                            5. step: move the parameters against it
    if (epoch % 10 == 0)
        Console.WriteLine($"Epoch {epoch}/{Epochs}, Loss: {loss.Item():F4}");
}

tape.Reset();
var probabilities = network.Forward(tape.Constant(inputs, [4, 1])).Sigmoid().Values;
for (int i = 0; i < inputs.Length; i++)
    Console.WriteLine($"{inputs[i]} is large with probability {probabilities[i]:F4} (label {labels[i]})");
