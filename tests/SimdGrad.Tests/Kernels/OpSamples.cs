namespace SimdGrad.Tests.Kernels;

/// <summary>Functions with other parameters than their defaults, to be tested beside those.</summary>
internal static class OpSamples
{
    /// <summary>The functions; their parameters are exact in float.</summary>
    public static readonly object[] WithParameters = [new LeakyRelu(0.25), new LeakyRelu(-2)];
}
