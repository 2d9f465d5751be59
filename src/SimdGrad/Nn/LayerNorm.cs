using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// Layer norm along the last axis: y = (x - m) r weight + bias, with mean m and r = 1 / sqrt(variance + epsilon).
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LayerNorm<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _hasWeight, _hasBias;

    /// <summary>Makes a layer.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="affine">Whether there is a weight.</param>
    /// <param name="bias">Whether there is a bias, if there is a weight.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1, or epsilon negative or NaN.</exception>
    public LayerNorm(int features, double epsilon = 1e-5, bool affine = true, bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        if (!(epsilon >= 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        Features = features;
        Epsilon = epsilon;
        _hasWeight = affine;
        _hasBias = affine && bias;
    }

    /// <summary>The size of the last axis.</summary>
    public int Features { get; }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>The factor of each element of a row, at first 1; null before initialization, or if there is none.</summary>
    public Parameter<T>? Weight { get; private set; }

    /// <summary>The summand of each element of a row, at first 0; null before initialization, or if there is none.</summary>
    public Parameter<T>? Bias { get; private set; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input)
    {
        var weight = _hasWeight ? Initialized(Weight) : null;
        CheckLastAxis(input, Features);
        var tape = input.Tape;
        return input.LayerNorm(
            weight is null ? default : tape.Use(weight), Bias is null ? default : tape.Use(Bias), Epsilon);
    }

    /// <inheritdoc/>
    public override string ToString() => $"LayerNorm({Features})";

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
        if (_hasWeight)
            declarations.Add(prefix + "weight", [Features], Initializer.Ones, parameter => Weight = parameter);
        if (_hasBias)
            declarations.Add(prefix + "bias", [Features], Initializer.Zeros, parameter => Bias = parameter);
    }
}
