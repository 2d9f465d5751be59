using Xunit;

namespace SimdGrad.Tests.Kernels;

/// <summary>Operations and losses with other parameters than their default ones, to be tested beside those.</summary>
public class ParameterSamples
{
    /// <summary>The samples; each type that has a constructor with parameters has one.</summary>
    internal static readonly object[] All =
    [
        new Huber(0.25), new Huber(3), new SmoothL1(0), new SmoothL1(0.125), new SmoothL1(4), new Hinge(0), new Hinge(0.25),
    ];

    [Fact]
    public void Every_loss_with_parameters_has_a_sample()
    {
        var types = OpTypes.Implementing(typeof(SimdGrad.Kernels.ILoss)).Where(type => type.GetConstructors().Length > 0);
        Assert.NotEmpty(types);
        Assert.Empty(types.Except(All.Select(sample => sample.GetType())));
    }
}
