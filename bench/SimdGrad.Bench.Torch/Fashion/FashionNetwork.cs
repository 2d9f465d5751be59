using FashionMnist;

namespace SimdGrad.Bench.Torch;

/// <summary>A network that learns Fashion-MNIST, that of the example.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Model">Makes ours.</param>
/// <param name="Accuracy">The test accuracy that five epochs should reach.</param>
/// <param name="Target">How many times as fast as TorchSharp an epoch should be.</param>
internal sealed record FashionNetwork(string Name, Func<FashionModel> Model, double Accuracy, double Target)
{
    /// <summary>784-128-10 with ReLU.</summary>
    public static readonly FashionNetwork Perceptron = new("784-128-10", FashionModel.Perceptron, 0.86, 2.5);

    /// <summary>LeNet-5 with ReLU and maxima.</summary>
    public static readonly FashionNetwork LeNet = new("LeNet-5", FashionModel.LeNet, 0.88, 1);
}
