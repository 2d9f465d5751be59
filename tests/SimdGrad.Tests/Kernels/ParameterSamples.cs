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
        new LeakyRelu(0.25), new LeakyRelu(-2),
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
