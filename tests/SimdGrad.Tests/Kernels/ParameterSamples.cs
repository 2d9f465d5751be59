using SimdGrad.Kernels;
using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Operations and losses with other parameters than their default ones, to be tested beside those.</summary>
public class ParameterSamples
{
    /// <summary>The samples; each type that has a constructor with parameters has one.</summary>
    internal static readonly object[] All =
    [
        new Huber(0.25), new Huber(3), new SmoothL1(0), new SmoothL1(0.125), new SmoothL1(4), new Hinge(0), new Hinge(0.25),
        new LeakyRelu(0.25), new LeakyRelu(-2), new Elu(0.75), new Celu(0.75), new Celu(5), new Softplus(0.75), new Softplus(5),
        new Clamp(-1.5, 2), new HardTanh(-0.5, 3), new Scale(-1.75), new Offset(0.625),
    ];

    [Fact]
    public void Every_type_with_parameters_has_a_sample()
    {
        var types = ((Type[])[typeof(IUnaryOp), typeof(IBinaryOp), typeof(ILoss)]).SelectMany(OpTypes.Implementing)
            .Where(type => type.GetConstructors().Any(constructor => constructor.GetParameters().Length > 0));
        Assert.Contains(typeof(LeakyRelu), types);
        Assert.Contains(typeof(Huber), types);
        Assert.Empty(types.Except(All.Select(sample => sample.GetType())));
    }
}
