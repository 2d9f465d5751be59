using SimdGrad;
using SimdGrad.Nn;

namespace FashionMnist;

/// <summary>A network for images: some layers for images, then some for rows.</summary>
internal sealed class FashionModel : Module<float>
{
    private readonly Sequential<float> _features, _classifier;

    private FashionModel(Sequential<float> features, Sequential<float> classifier) =>
        (_features, _classifier) = (features, classifier);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, Module<float> Module)> Children =>
        [("features", _features), ("classifier", _classifier)];

    /// <summary>The perceptron 784-128-10 with ReLU.</summary>
    public static FashionModel Perceptron() => new(
        new(), new(new Linear<float>(784, 128), new Activation<float, Relu>(), new Linear<float>(128, 10)));

    /// <summary>
    /// LeNet-5 with ReLU and maxima (Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998).
    /// </summary>
    public static FashionModel LeNet() => new(
        new(
            new Conv2d<float>(1, 6, 5, padding: 2), new Activation<float, Relu>(), new MaxPool2d<float>(2),
            new Conv2d<float>(6, 16, 5), new Activation<float, Relu>(), new MaxPool2d<float>(2)),
        new(
            new Linear<float>(400, 120), new Activation<float, Relu>(), new Linear<float>(120, 84),
            new Activation<float, Relu>(), new Linear<float>(84, 10)));

    /// <inheritdoc/>
    public override Tensor<float> Forward(Tensor<float> input) => _classifier.Forward(_features.Forward(input).Flatten(1));

    /// <inheritdoc/>
    public override string ToString() => nameof(FashionModel);
}
