using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

public sealed class OpSamplesTests
{
    [Fact]
    public void Every_function_with_parameters_has_a_sample()
    {
        Type[] parametric =
        [
            .. OpTypes.Implementing(typeof(IUnaryOp)).Concat(OpTypes.Implementing(typeof(IBinaryOp)))
                .Where(type => type.GetConstructors().Any(constructor => constructor.GetParameters().Length > 0)),
        ];
        Assert.Contains(typeof(LeakyRelu), parametric);
        var missing = parametric.Except(OpSamples.WithParameters.Select(op => op.GetType()));
        Assert.True(!missing.Any(), $"no sample of {string.Join(", ", missing.Select(type => type.Name))}");
    }
}
