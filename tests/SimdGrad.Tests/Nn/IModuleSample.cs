using SimdGrad.Nn;

namespace SimdGrad.Tests.Nn;

/// <summary>
/// A module with an input to test it at. Each module of the library has one or more of these; a test finds the missing.
/// </summary>
public interface IModuleSample
{
    /// <summary>Makes the module.</summary>
    static abstract Module<double> Make();

    /// <summary>The shape of an input.</summary>
    static abstract Shape Input { get; }

    /// <summary>
    /// The input, if it is of indices, with respect to which there is no gradient; null if it may be any numbers.
    /// </summary>
    static virtual double[]? Indices => null;
}
