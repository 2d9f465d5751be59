using System.Numerics;

namespace SimdGrad.Nn;

/// <summary>
/// Dropout: in training mode elements are 0 with probability p, and otherwise multiplied by 1 / (1 - p); in evaluation mode they
/// pass as they are. The masks are a function of the seed of initialization, of the number of the call, and of position.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Dropout<T> : Module<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ModelBuffer<T>? _state;

    /// <summary>Makes a module.</summary>
    /// <param name="p">The probability that an element is dropped.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is not in [0, 1].</exception>
    public Dropout(double p = 0.5)
    {
        if (!(p is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, $"p is {p}; a probability is in [0, 1].");
        P = p;
    }

    /// <summary>The probability that an element is dropped.</summary>
    public double P { get; }

    /// <inheritdoc/>
    public override Tensor<T> Forward(Tensor<T> input) =>
        !IsTraining || P == 0 ? input : Dropout.Record(input, P, new DropoutState<T>(Initialized(_state)));

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Dropout({P})");

    /// <inheritdoc/>
    protected internal override void Declare(ParameterDeclarations<T> declarations, string prefix) =>
        declarations.AddBuffer(
            prefix + "random_state", [DropoutState<T>.Length], isWeight: false,
            new Initializer((random, i) =>
                i < DropoutState<T>.SeedLength ? random.Bits(i) >> (64 - DropoutState<T>.HalfBits) : 0),
            buffer => _state = buffer);
}
