// Where gradients vanish: the norm of each layer's gradient in a deep network that is sure and wrong. The squared error of a
// sigmoid has the factor y (1 - y), which is almost 0 then; binary cross-entropy has not. Each sigmoid below takes a factor of at
// most 1/4, each ReLU 1 or 0.
//
//     dotnet run -c Release --project docs/examples/VanishingGradients [PICTURE.svg]
using Examples;
using SimdGrad;
using SimdGrad.Kernels;
using SimdGrad.Nn;
using SimdGrad.Simd;

const int Layers = 8, Width = 32, Rows = 64;
// The bias of the last layer: the network says 1 with probability 0.9997, and all targets are 0.
const float Sure = 8;

var random = new CounterRandom(1);
float[] x = [.. Enumerable.Range(0, Rows * Width).Select(i => (float)random.Normal((ulong)i))], targets = new float[Rows];

(string Name, double[] Norms)[] runs =
[
    ("Sigmoid layers, MSE", Norms<Sigmoid>(logits => logits.Sigmoid().MeanSquaredError(targets))),
    ("Sigmoid layers, BCE", Norms<Sigmoid>(logits => logits.BinaryCrossEntropyWithLogits(targets))),
    ("ReLU layers, MSE", Norms<Relu>(logits => logits.Sigmoid().MeanSquaredError(targets))),
    ("ReLU layers, BCE", Norms<Relu>(logits => logits.BinaryCrossEntropyWithLogits(targets))),
];
foreach (var (name, norms) in runs)
    Console.WriteLine($"{name}: {string.Join("  ", norms.Select(norm => $"{norm:E1}"))}");
double[] layers = [.. Enumerable.Range(1, Layers).Select(layer => (double)layer)];
Chart.Save(
    args.Length > 0 ? args[0] : "vanishing-gradients.svg", "Norms of the gradients of the weights, layer by layer", "Layer",
    "log10 of the norm", [.. runs.Select(run => (run.Name, layers, run.Norms.Select(Math.Log10).ToArray()))]);

// The L2 norm of the gradient of each layer's weight, the first layer first.
double[] Norms<TActivation>(Func<Tensor<float>, Tensor<float>> loss) where TActivation : unmanaged, IUnaryOp
{
    var modules = new List<Module<float>>();
    for (int layer = 1; layer < Layers; layer++)
    {
        modules.Add(new Linear<float>(Width, Width, initializer: Initializer.KaimingNormal(Width)));
        modules.Add(new Activation<float, TActivation>());
    }
    var last = new Linear<float>(Width, 1);
    var model = new Sequential<float>([.. modules, last]);
    using var parameters = model.Initialize(seed: 1);
    last.Bias!.Values[0] = Sure;

    using var tape = new Tape<float>();
    loss(model.Forward(tape.Constant(x, [Rows, Width]))).Backward();
    return
    [
        .. parameters.Where(parameter => parameter.Shape.Rank == 2)
            .Select(parameter => (double)Reduce.L2Norm<float>(parameter.Gradient)),
    ];
}
