using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct CausalMultiHeadAttentionModuleSample : IModuleSample
{
    public static Shape Input => [2, 3, 4];

    public static Module<double> Make() => new MultiHeadAttention<double>(4, 2, bias: false, isCausal: true);
}
