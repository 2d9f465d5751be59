using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>RMS norm along the last axis: y = x r weight, with r = 1 / sqrt(mean of squares + epsilon).</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class RmsNorm<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool _hasWeight;

    /// <summary>Makes a layer.</summary>
    /// <param name="features">The size of the last axis.</param>
    /// <param name="epsilon">What is added to the mean of squares; 2^-23 in float and 2^-52 in double if not given.</param>
    /// <param name="affine">Whether there is a weight.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is less than 1, or epsilon negative or NaN.</exception>
    public RmsNorm(int features, double? epsilon = null, bool affine = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        if (!(epsilon is null or >= 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"epsilon is {epsilon}; it is not negative.");
        Features = features;
        Epsilon = epsilon;
        _hasWeight = affine;
    }

    /// <summary>The size of the last axis.</summary>
    public int Features { get; }

    /// <summary>What is added to the mean of squares; null stands for 2^-23 in float and 2^-52 in double.</summary>
    public double? Epsilon { get; }

    /// <summary>The factor of each element of a row, at first 1; null before initialization, or if there is none.</summary>
    public Parameter<T>? Weight { get; private set; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input)
    {
        var weight = _hasWeight ? Initialized(Weight) : null;
        CheckLastAxis(input, Features);
        return input.RmsNorm(weight is null ? default : input.Tape.Use(weight), Epsilon);
    }

    /// <inheritdoc/>
    public override string ToString() => $"RmsNorm({Features})";

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix)
    {
        if (_hasWeight)
            declarations.Add(prefix + "weight", [Features], Initializer.Ones, parameter => Weight = parameter);
    }
}
