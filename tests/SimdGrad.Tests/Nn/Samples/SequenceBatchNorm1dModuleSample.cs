using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

public readonly struct SequenceBatchNorm1dModuleSample : IModuleSample
{
    public static Shape Input => [4, 3, 5];

    public static Module<double> Make() => new BatchNorm1d<double>(3, momentum: null, affine: false);
}
