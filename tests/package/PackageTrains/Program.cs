// Learns exclusive or and prints the loss; exits with 1 if it did not learn it.
using SimdGrad;
using SimdGrad.Nn;
using SimdGrad.Optim;

float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
float[] targets = [0, 1, 1, 0];

var model = new Sequential<float>(
    new Linear<float>(2, 8), new Activation<float, SimdGrad.Tanh>(), new Linear<float>(8, 1));
using var parameters = model.Initialize(seed: 1);
using var optimizer = new Adam<float>(parameters, learningRate: 0.05);
using var tape = new Tape<float>();
float last = float.NaN;
for (int step = 0; step < 500; step++)
{
    tape.Reset();
    var loss = model.Forward(tape.Constant(inputs, [4, 2])).BinaryCrossEntropyWithLogits(targets);
    parameters.ZeroGradients();
    loss.Backward();
    optimizer.Step();
    last = loss.Item();
}
Console.WriteLine($"loss {last:F6}");
return last < 0.01f ? 0 : 1;
