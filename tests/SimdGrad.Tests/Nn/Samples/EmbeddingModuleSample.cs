using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct EmbeddingModuleSample : IModuleSample
{
    public static Shape Input => [2, 3];

    public static double[]? Indices => [4, 0, 1, 4, 4, 2];

    public static Module<double> Make() => new Embedding<double>(5, 2);
}
